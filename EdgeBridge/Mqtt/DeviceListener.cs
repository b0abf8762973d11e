using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Accepts the embedded broker's connections at one address, a bounded number at a time.</summary>
internal sealed class DeviceListener(MqttEndpoint endpoint, DeviceDoor door) : IDisposable
{
    private const int Backlog = 128;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Func<DeviceConnection, Task> _serve = _ => Task.CompletedTask;
    private readonly ConcurrentDictionary<Task, DeviceLink> _serving = new();
    private readonly ConcurrentDictionary<DeviceConnection, byte> _connections = new();
    private readonly DoorOpener _opener = new(endpoint, door);

    /// <summary>What was asked for.</summary>
    public MqttEndpoint Endpoint => endpoint;

    /// <summary>The port bound.</summary>
    public int Port { get; private set; }

    /// <summary>What is open.</summary>
    public IEnumerable<DeviceConnection> Connections => _connections.Keys;

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
        foreach (var link in _serving.Values) link.Dispose();
        await Task.WhenAll(_serving.Keys).WaitAsync(limit, door.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        if (!door.Seats.TryTake(peer.Address, out var limit))
        {
            door.Logger.ConnectionRefused(peer.ToString(), limit);
            door.Gate.Audit.Record(AuditEvent.Limit, allowed: false, new() { Peer = peer.ToString(), Reason = $"{limit} connections are open already" });
            socket.Dispose();
            return;
        }

        if (Open(socket, peer.Address) is not { } link) return;
        var serving = Task.Run(() => ServeAsync(link));
        _serving.TryAdd(serving, link);
        _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), CancellationToken.None, default, TaskScheduler.Default);
    }

    // Who has gone again by now gives back its seat, and the next one is served.
    private DeviceLink? Open(Socket socket, IPAddress peer)
    {
        try
        {
            socket.NoDelay = true;
            return new DeviceLink(socket);
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            door.Seats.Release(peer);
            socket.Dispose();
            return null;
        }
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
            door.Seats.Release(link.Peer.Address);
        }
    }

    private async Task ConverseAsync(DeviceLink link)
    {
        using var connection = new DeviceConnection(link, door);
        _connections.TryAdd(connection, 0);
        try
        {
            await _serve(connection).ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            await connection.EndAsync().ConfigureAwait(false);
        }
    }
}
