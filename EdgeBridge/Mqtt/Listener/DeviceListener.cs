using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>Accepts the embedded broker's connections at one address, a bounded number at a time.</summary>
internal sealed class DeviceListener(MqttEndpoint endpoint, DeviceEndpoint devices) : IDisposable
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
    private readonly ListenerFactory _opener = new(endpoint, devices);

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

    /// <summary>Takes leave of every client; completes when all have read what they were sent, at the latest after the limit.</summary>
    public async Task PartAsync(TimeSpan limit) => await Task.WhenAll(Connections.Select(one => one.StopAsync()))
        .WaitAsync(limit, devices.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

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
        await empty.Task.WaitAsync(limit, devices.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                devices.Logger.AcceptFailed(error);
                await Task.Delay(AcceptPause, devices.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        if (devices.Slots.Take(peer.Address) is not { } slot)
        {
            devices.Slots.CountRefused();
            if (!_isRefusing) devices.Logger.ConnectionRefused(peer.ToString(), string.Empty, devices.Options.ConnectionLimit);
            _isRefusing = true;
            devices.Gate.Audit.Record(
                AuditEvent.Limit, allowed: false, new() { Peer = peer.ToString(), Reason = "too many connections are open already" });
            socket.Dispose();
            return;
        }

        _isRefusing = false;
        if (Open(socket, slot) is not { } link) return;
        lock (_serving) _serving.Add(link, null);
        _ = Task.Run(() => ServeAsync(link));
    }

    // Who has gone again by now gives back its slot, and the next one is served.
    private DeviceLink? Open(Socket socket, ConnectionSlot slot)
    {
        try
        {
            socket.NoDelay = true;
            KeepAlive(socket);
            return new DeviceLink(socket) { Slot = slot };
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            devices.Slots.Release(slot);
            socket.Dispose();
            return null;
        }
    }

    // A client that said it may be silent for ever, and has lost its power, is noticed by the system.
    private void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)devices.Options.TcpKeepAlive.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeInterval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, ProbeLimit);
    }

    private async Task ServeAsync(DeviceLink link)
    {
        try
        {
            if (await _opener.OpenAsync(link).ConfigureAwait(false)) await ReceiveLoopAsync(link).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            devices.Logger.ClientCutOff(link.Peer.ToString(), error.Message);
        }
        finally
        {
            link.Dispose();
            devices.Slots.Release(link.Slot!);
            Remove(link);
        }
    }

    private async Task ReceiveLoopAsync(DeviceLink link)
    {
        using var connection = new DeviceConnection(link, devices);
        lock (_serving) _serving[link] = connection;
        try
        {
            await _serve(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.End();
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
