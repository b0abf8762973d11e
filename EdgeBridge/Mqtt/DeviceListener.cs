using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Accepts the embedded broker's connections, a bounded number at a time.</summary>
internal sealed class DeviceListener(IPAddress address, DeviceDoor door) : IMqttServerAdapter
{
    private const int Backlog = 128;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private readonly ConcurrentDictionary<Task, Socket> _serving = new();
    private int _open;

    /// <summary>The port bound.</summary>
    public int Port { get; private set; }

    /// <inheritdoc />
    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>Takes the port; an error is the caller's to explain.</summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public void Bind()
    {
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, door.Options.Port));
        _listener.Listen(Backlog);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    /// <inheritdoc />
    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        _accepting = Task.Run(() => AcceptAsync(_stop.Token));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Closes what is still open; completes when no connection will hand over another message.</summary>
    public async Task DrainAsync(TimeSpan limit)
    {
        foreach (var socket in _serving.Values) socket.Dispose();
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
            catch (SocketException error)
            {
                door.Logger.AcceptFailed(error);
                await Task.Delay(AcceptPause, door.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (Interlocked.Increment(ref _open) > door.Options.ConnectionLimit)
        {
            door.Logger.ConnectionRefused(socket.RemoteEndPoint?.ToString() ?? "unknown", door.Options.ConnectionLimit);
            socket.Dispose();
            Interlocked.Decrement(ref _open);
            return;
        }

        socket.NoDelay = true;
        var serving = Task.Run(() => ServeAsync(socket));
        _serving.TryAdd(serving, socket);
        _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), CancellationToken.None, default, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new DeviceConnection(socket, door);
        try
        {
            if (ClientHandler is { } handler) await handler(connection).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            door.Logger.ClientCutOff(connection.RemoteEndPoint.ToString()!, error.Message);
        }
        finally
        {
            await connection.EndAsync().ConfigureAwait(false);
            Interlocked.Decrement(ref _open);
        }
    }
}
