using System.Net.WebSockets;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>The way to a client, with whole packets going out one after the other.</summary>
internal sealed class DeviceSocket(DeviceLink link, TimeSpan sendTimeLimit, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private int _disposed;

    /// <summary>Who is at the other end, for logs.</summary>
    public string Peer { get; } = link.Peer.ToString();

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Sends what <paramref name="encode"/> yields; a peer that does not read within the limit is given up.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task SendAsync<T>(Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var bytes = encode(packet);
            BytesSent += bytes.Length;
            var writing = link.Stream.WriteAsync(bytes, cancellation);
            if (writing.IsCompletedSuccessfully) return; // Almost always: the peer's buffer has room, and no clock is asked.
            await WithinAsync(writing.AsTask()).ConfigureAwait(false);
        }
        catch (WebSocketException lost)
        {
            throw new IOException(lost.Message, lost);
        }
        finally
        {
            sent?.Invoke(packet);
            _oneAtATime.Release();
        }
    }

    // The bytes are in use until the write has ended, however it ends.
    private async Task WithinAsync(Task writing)
    {
        await writing.WaitAsync(sendTimeLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!writing.IsCompleted) Dispose();
        await writing.ConfigureAwait(false);
    }

    /// <summary>Closes the connection; what is being read or sent fails. Any number of times, from anywhere.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) link.Dispose();
    }
}
