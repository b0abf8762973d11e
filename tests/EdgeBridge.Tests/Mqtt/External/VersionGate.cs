using System.Net;
using System.Net.Sockets;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>Makes of a broker one that has never heard of MQTT 5: stands in front of it and refuses, as such brokers do.</summary>
internal sealed class VersionGate : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port;
    private readonly bool _hangsUp;

    /// <param name="port">The broker's port.</param>
    /// <param name="hangsUp">Whether it closes the connection without an answer.</param>
    public VersionGate(int port, bool hangsUp)
    {
        (_port, _hangsUp) = (port, hangsUp);
        _listener.Start();
        _ = Task.Run(RunAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var own = client;
            var head = new byte[1024];
            var length = await client.GetStream().ReadAtLeastAsync(head, 10, cancellationToken: _stop.Token);
            var level = head[1 + Array.FindIndex(head, 1, octet => octet < 128) + 6];
            if (level == 5)
            {
                if (!_hangsUp) await client.GetStream().WriteAsync(new byte[] { 0x20, 2, 0, 1 }, _stop.Token);
                return;
            }

            using var broker = new TcpClient();
            await broker.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            await broker.GetStream().WriteAsync(head.AsMemory(0, length), _stop.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(broker.GetStream(), _stop.Token),
                broker.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }
}
