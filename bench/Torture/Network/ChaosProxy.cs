using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

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

    /// <summary>600 ms a piece of at most 4 KiB.</summary>
    Slow,

    /// <summary>Requests pass; the first answer resets the connection.</summary>
    CutReply,
}

/// <summary>A TCP proxy on loopback whose link can be spoiled while it runs.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private const int PieceBytes = 4096;
    private static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(600);

    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Task _accepting;
    private volatile LinkMode _mode;

    public ChaosProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Changes the link; connections that have lost something are reset.</summary>
    public void Become(LinkMode mode)
    {
        var lossy = _mode == LinkMode.HalfOpen || mode == LinkMode.Cut;
        _mode = mode;
        if (!lossy) return;
        foreach (var socket in _open.Keys) Reset(socket);
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
            if (_mode == LinkMode.Cut) Reset(near);
            else _ = CarryAsync(near);
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

    private async Task PumpAsync(Socket from, Socket to, bool replies)
    {
        var piece = new byte[64 * 1024];
        while (true)
        {
            var size = _mode == LinkMode.Slow ? PieceBytes : piece.Length;
            var read = await from.ReceiveAsync(piece.AsMemory(0, size), _stop.Token);
            if (read == 0 || (replies && _mode == LinkMode.CutReply)) return;
            if (_mode == LinkMode.HalfOpen) continue;
            if (_mode == LinkMode.Slow) await Task.Delay(SlowDelay, TimeProvider.System, _stop.Token);
            for (var sent = 0; sent < read;) sent += await to.SendAsync(piece.AsMemory(sent, read - sent), _stop.Token);
        }
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
}
