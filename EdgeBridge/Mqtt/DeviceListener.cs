using System.Net;
using System.Net.Sockets;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Accepts the embedded broker's connections at one address, a bounded number at a time.</summary>
internal sealed class DeviceListener(MqttEndpoint endpoint, DeviceDoor door) : IDisposable
{
    private const int Backlog = 4096; // A fleet that comes back at once; the system's own limit counts too.
    private const int ProbeInterval = 15;
    private const int ProbeLimit = 4;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Func<DeviceConnection, Task> _serve = _ => Task.CompletedTask;
    private readonly Dictionary<DeviceLink, DeviceConnection?> _serving = [];
    private TaskCompletionSource? _empty;
    private bool _isRefusing;
    private readonly DoorOpener _opener = new(endpoint, door);

    /// <summary>What was asked for.</summary>
    public MqttEndpoint Endpoint => endpoint;

    /// <summary>The port bound.</summary>
    public int Port { get; private set; }

    /// <summary>What is open.</summary>
    public IReadOnlyList<DeviceConnection> Connections
    {
        get
        {
            lock (_serving) return [.. _serving.Values.OfType<DeviceConnection>()];
        }
    }

    /// <summary>Takes the port; an error is the caller's to explain.</summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public void Bind()
    {
        var address = endpoint.Address;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any)) _listener.DualMode = true;
        _listener.Bind(new IPEndPoint(address, endpoint.Port));
        _listener.Listen(Backlog);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    /// <summary>Begins to accept; each connection is served as told.</summary>
    public void Start(Func<DeviceConnection, Task> serve)
    {
        _serve = serve;
        _accepting = Task.Run(() => AcceptAsync(_stop.Token));
    }

    /// <summary>Accepts no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Closes what is still open; completes when no connection will hand over another message.</summary>
    public async Task DrainAsync(TimeSpan limit)
    {
        List<DeviceLink> open;
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_serving)
        {
            open = [.. _serving.Keys];
            _empty = empty;
        }

        if (open.Count == 0) return;
        foreach (var link in open) link.Dispose();
        await empty.Task.WaitAsync(limit, door.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _listener?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Admit(await _listener!.AcceptAsync(cancellation).ConfigureAwait(false));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                door.Logger.AcceptFailed(error);
                await Task.Delay(AcceptPause, door.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint peer)
        {
            socket.Dispose();
            return;
        }

        if (door.Seats.Take(peer.Address) is not { } seat)
        {
            door.Seats.CountRefused();
            if (!_isRefusing) door.Logger.ConnectionRefused(peer.ToString(), string.Empty, door.Options.ConnectionLimit);
            _isRefusing = true;
            door.Gate.Audit.Record(AuditEvent.Limit, allowed: false, new() { Peer = peer.ToString(), Reason = "too many connections are open already" });
            socket.Dispose();
            return;
        }

        _isRefusing = false;
        if (Open(socket, seat) is not { } link) return;
        lock (_serving) _serving.Add(link, null);
        _ = Task.Run(() => ServeAsync(link));
    }

    // Who has gone again by now gives back its seat, and the next one is served.
    private DeviceLink? Open(Socket socket, ConnectionSeat seat)
    {
        try
        {
            socket.NoDelay = true;
            KeepAlive(socket);
            return new DeviceLink(socket) { Seat = seat };
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            door.Seats.Release(seat);
            socket.Dispose();
            return null;
        }
    }

    // A client that said it may be silent for ever, and has lost its power, is noticed by the system.
    private void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)door.Options.TcpKeepAlive.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeInterval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, ProbeLimit);
    }

    private async Task ServeAsync(DeviceLink link)
    {
        try
        {
            if (await _opener.OpenAsync(link).ConfigureAwait(false)) await ConverseAsync(link).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            door.Logger.ClientCutOff(link.Peer.ToString(), error.Message);
        }
        finally
        {
            link.Dispose();
            door.Seats.Release(link.Seat!);
            Remove(link);
        }
    }

    private async Task ConverseAsync(DeviceLink link)
    {
        using var connection = new DeviceConnection(link, door);
        lock (_serving) _serving[link] = connection;
        try
        {
            await _serve(connection).ConfigureAwait(false);
        }
        finally
        {
            await connection.EndAsync().ConfigureAwait(false);
        }
    }

    private void Remove(DeviceLink link)
    {
        lock (_serving)
        {
            _serving.Remove(link);
            if (_serving.Count == 0) _empty?.TrySetResult();
        }
    }
}
