using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace EventEdge.Torture.Network;

/// <summary>What a link does to what passes.</summary>
internal enum LinkMode
{
    /// <summary>Everything passes.</summary>
    Open,

    /// <summary>Connections are reset, new ones too.</summary>
    Cut,

    /// <summary>Connections stay and nothing passes, in either direction; afterwards they are reset.</summary>
    HalfOpen,

    /// <summary>Everything arrives 600 ms later.</summary>
    Far,

    /// <summary>24 KiB a second each way.</summary>
    Narrow,

    /// <summary>Requests pass; the first answer resets the connection.</summary>
    CutReply,

    /// <summary>
    /// Of the answers on each connection the first 900 bytes pass, then nothing: a server that greets and falls silent. Afterwards they are
    /// reset.
    /// </summary>
    HandshakeOnly,
}

/// <summary>A TCP proxy on loopback whose link can be spoiled while it runs.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private const int OnTheWayLimit = 256;
    private const int NarrowBytesPerSecond = 24 * 1024;
    private const int NarrowPieceBytes = 2048;
    private const int HandshakeBytes = 900;
    private static readonly TimeSpan FarDelay = TimeSpan.FromMilliseconds(600);

    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Task _accepting;
    private volatile LinkMode _mode;
    private long _spoiled;

    public ChaosProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Pieces held up or swallowed, and connections reset: a link that was bad for nobody has spoiled nothing.</summary>
    public long Spoiled => Volatile.Read(ref _spoiled);

    /// <summary>Changes the link; connections that have lost something are reset.</summary>
    public void Become(LinkMode mode)
    {
        var lossy = _mode is LinkMode.HalfOpen or LinkMode.HandshakeOnly || mode == LinkMode.Cut;
        _mode = mode;
        if (!lossy) return;
        foreach (var socket in _open.Keys) Spoil(socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var socket in _open.Keys) Reset(socket);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var near = await _listener.AcceptSocketAsync(_stop.Token);
            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _open[near] = 0;
        _open[far] = 0;
        try
        {
            // Looked at only now: a cut resets what is open, and these are so from the line above on.
            if (_mode == LinkMode.Cut)
            {
                Spoil(near);
                return;
            }

            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await await Task.WhenAny(PumpAsync(near, far, replies: false), PumpAsync(far, near, replies: true));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side ended it; the other is told below.
        }
        finally
        {
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
            Reset(near);
            Reset(far);
        }
    }

    // Two halves with the link between them: a far one carries many pieces at once.
    private async Task PumpAsync(Socket from, Socket to, bool replies)
    {
        var link = Channel.CreateBounded<Piece>(OnTheWayLimit);
        var arriving = ArriveAsync(link.Reader, to);
        await Task.WhenAny(LeaveAsync(from, link.Writer, replies), arriving);
        link.Writer.TryComplete();
        await arriving;
    }

    private async Task LeaveAsync(Socket from, ChannelWriter<Piece> link, bool replies)
    {
        var buffer = new byte[64 * 1024];
        var carried = 0L;
        while (true)
        {
            var mode = _mode;
            var read = await from.ReceiveAsync(buffer.AsMemory(0, mode == LinkMode.Narrow ? NarrowPieceBytes : buffer.Length), _stop.Token);
            mode = _mode;
            if (mode != LinkMode.Open && read > 0) Interlocked.Increment(ref _spoiled);
            if (read == 0 || (replies && mode == LinkMode.CutReply)) return;
            carried += read;
            if (mode == LinkMode.HalfOpen || (mode == LinkMode.HandshakeOnly && replies && carried > HandshakeBytes)) continue;
            var due = TimeProvider.System.GetUtcNow() + (mode == LinkMode.Far ? FarDelay : TimeSpan.Zero);
            await link.WriteAsync(new(buffer[..read], due), _stop.Token);
            if (mode == LinkMode.Narrow)
                await Task.Delay(TimeSpan.FromSeconds((double)read / NarrowBytesPerSecond), TimeProvider.System, _stop.Token);
        }
    }

    private async Task ArriveAsync(ChannelReader<Piece> link, Socket to)
    {
        await foreach (var piece in link.ReadAllAsync(_stop.Token))
        {
            var early = piece.Due - TimeProvider.System.GetUtcNow();
            if (early > TimeSpan.Zero) await Task.Delay(early, TimeProvider.System, _stop.Token);
            for (var sent = 0; sent < piece.Bytes.Length;) sent += await to.SendAsync(piece.Bytes.AsMemory(sent), _stop.Token);
        }
    }

    private void Spoil(Socket socket)
    {
        Interlocked.Increment(ref _spoiled);
        Reset(socket);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    private readonly record struct Piece(byte[] Bytes, DateTimeOffset Due);
}
