using System.Net.WebSockets;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// The way to a client, with whole packets going out one after the other, and a last one that nothing follows. Life: SendAsync any number
/// of times, then PartAsync or Dispose.
/// </summary>
internal sealed class DeviceSocket(DeviceLink link, TimeSpan sendTimeLimit, TimeProvider time) : IDisposable
{
    /// <summary>How long the other side has to take what goes before the last packet, and then to read it.</summary>
    public static readonly TimeSpan PartingTimeLimit = TimeSpan.FromSeconds(5);

    private const int Open = 0;
    private const int Parting = 1;
    private const int Closed = 2;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CancellationTokenSource _reading = new();
    private int _state;
    private bool _hasSentLast;
    private TaskCompletionSource? _parted;

    /// <summary>Who is at the other end, for logs.</summary>
    public string Peer { get; } = link.Peer.ToString();

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Cancelled when what the client sends does not matter any more, as it has been sent its last packet.</summary>
    public CancellationToken Reading => _reading.Token;

    /// <summary>Completes when a connection that was parted from is closed: at once where none was.</summary>
    public Task Parted => Volatile.Read(ref _parted)?.Task ?? Task.CompletedTask;

    /// <summary>Sends what <paramref name="encode"/> yields; a peer that does not read within the limit is given up.</summary>
    /// <exception cref="IOException">The connection is lost, or its last packet was sent.</exception>
    public Task SendAsync<T>(Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, CancellationToken cancellation) =>
        SendAsync(encode, packet, sent, isLast: false, cancellation);

    /// <summary>
    /// Sends a last packet behind the one that is being sent, and closes the connection when the other side has read it: a connection
    /// closed with bytes unread, or with more to send, would take it along. Returns when it was sent, or could not be within the limit; the
    /// rest goes on by itself, within <see cref="PartingTimeLimit"/>. Meanwhile nobody else closes the connection, sends or reads.
    /// </summary>
    public async Task PartAsync<T>(Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, TimeSpan limit)
    {
        var parted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _parted, parted, null) is not null) return;
        var isTaken = Interlocked.CompareExchange(ref _state, Parting, Open) == Open
            && await TrySendLastAsync(encode, packet, sent, limit).ConfigureAwait(false);
        if (isTaken) link.EndSending();
        else Close();
        await _reading.CancelAsync().ConfigureAwait(false);
        _ = EndAsync(parted, isTaken);
    }

    /// <summary>
    /// Closes the connection; what is being read or sent fails. Any number of times, from anywhere. One that is being parted from closes by
    /// itself.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Open) == Open) link.Dispose();
    }

    private async Task SendAsync<T>(
        Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, bool isLast, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_hasSentLast) throw new IOException("the last packet was sent");
            _hasSentLast = isLast;
            var bytes = encode(packet);
            if (bytes.IsEmpty) return;
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

    // False when the other side takes nothing. One that has gone may still read what came before.
    private async Task<bool> TrySendLastAsync<T>(Func<T, ReadOnlyMemory<byte>> encode, T packet, Action<T>? sent, TimeSpan limit)
    {
        try
        {
            using var timer = new CancellationTokenSource(limit, time);
            await SendAsync(encode, packet, sent, isLast: true, timer.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task EndAsync(TaskCompletionSource parted, bool isTaken)
    {
        using var limit = new CancellationTokenSource(PartingTimeLimit, time);
        if (isTaken) await link.DrainAsync(limit.Token).ConfigureAwait(false);
        Close();
        parted.TrySetResult();
    }

    // The bytes are in use until the write has ended, however it ends.
    private async Task WithinAsync(Task writing)
    {
        await writing.WaitAsync(sendTimeLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!writing.IsCompleted) Close();
        await writing.ConfigureAwait(false);
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _state, Closed) != Closed) link.Dispose();
    }
}
