using System.Diagnostics;
using System.Net.Sockets;

namespace EventEdge.LoadGenerator;

/// <summary>One connection that keeps its socket full, within its rate and its window of unacknowledged messages.</summary>
internal sealed class LoadClient(LoadOptions options, int index) : IDisposable
{
    private const int AckBytes = 4;

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly PacketBlock _block = PacketBlock.Create(options, index);
    private readonly byte[] _received = new byte[64 << 10];
    private int _receivedBytes;
    private ushort _packetId;

    public long Sent { get; private set; }

    public long Acknowledged { get; private set; }

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await _tcp.ConnectAsync(options.Host, options.Port, cancellation).ConfigureAwait(false);
        await _tcp.Client.SendAsync(PacketBlock.Connect($"load-{Environment.ProcessId}-{index}"), cancellation).ConfigureAwait(false);
        var answer = new byte[4];
        await _tcp.GetStream().ReadExactlyAsync(answer, cancellation).ConfigureAwait(false);
        if (answer[0] != 0x20 || answer[3] != 0) throw new InvalidOperationException($"connection refused, code {answer[3]}");
    }

    public async Task RunAsync(Stopwatch clock, CancellationToken cancellation)
    {
        var limit = options.Messages == long.MaxValue ? long.MaxValue : Share(options.Messages);
        var at = 0;
        while (Sent < limit && clock.Elapsed.TotalSeconds < options.Seconds)
        {
            var count = await AllowedAsync(clock, limit, cancellation).ConfigureAwait(false);
            if (count == 0) continue;
            count = Math.Min(count, _block.Count - at);
            await SendAsync(_block.Slice(at, count, ref _packetId), cancellation).ConfigureAwait(false);
            Sent += count;
            at = (at + count) % _block.Count;
        }

        while (options.Qos > 0 && Acknowledged < Sent) await ReceiveAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _tcp.Dispose();

    private async ValueTask<int> AllowedAsync(Stopwatch clock, long limit, CancellationToken cancellation)
    {
        var allowed = Math.Min(limit - Sent, _block.Count);
        if (options.Rate > 0)
        {
            allowed = Math.Min(allowed, (long)(clock.Elapsed.TotalSeconds * options.Rate / options.Clients) - Sent);
            if (allowed <= 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellation).ConfigureAwait(false);
        }

        if (options.Qos > 0)
        {
            while (_tcp.Available > 0 || Sent - Acknowledged >= options.InFlight) await ReceiveAsync(cancellation).ConfigureAwait(false);
            allowed = Math.Min(allowed, options.InFlight - (Sent - Acknowledged));
        }

        return (int)Math.Max(allowed, 0);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0) bytes = bytes[await _tcp.Client.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
    }

    // The only packets that come back are PUBACKs of four bytes.
    private async ValueTask ReceiveAsync(CancellationToken cancellation)
    {
        var read = await _tcp.Client.ReceiveAsync(_received, cancellation).ConfigureAwait(false);
        if (read == 0) throw new InvalidOperationException("the broker closed the connection");
        _receivedBytes += read;
        Acknowledged += _receivedBytes / AckBytes;
        _receivedBytes %= AckBytes;
    }

    private long Share(long total) => (total / options.Clients) + (index < total % options.Clients ? 1 : 0);
}
