using System.Net.Sockets;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A client's socket with whole packets going out one after the other.</summary>
internal sealed class DeviceSocket(Socket socket, TimeSpan sendTimeLimit, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private int _disposed;

    /// <summary>Who is at the other end, for logs.</summary>
    public string Peer { get; } = socket.RemoteEndPoint?.ToString() ?? "unknown";

    /// <summary>The socket itself.</summary>
    public Socket Socket => socket;

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Sends what <paramref name="encode"/> yields; a peer that does not read within the limit is given up.</summary>
    public async Task SendAsync<T>(Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(sendTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        await _oneAtATime.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            var bytes = encode(packet);
            BytesSent += bytes.Length;
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, either.Token).ConfigureAwait(false)..];
            }
        }
        finally
        {
            sent?.Invoke(packet);
            _oneAtATime.Release();
        }
    }

    /// <summary>Closes the connection; what is being read or sent fails. Any number of times, from anywhere.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) socket.Dispose();
    }
}
