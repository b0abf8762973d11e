using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>A connection as it came through its listener: plain, inside TLS, inside a WebSocket, or both.</summary>
internal sealed class DeviceLink : IDisposable
{
    private const int DrainBytesLimit = 16 << 20;

    private readonly Socket _socket;

    public DeviceLink(Socket socket)
    {
        _socket = socket;
        Stream = new NetworkStream(socket, ownsSocket: false);
        Peer = (IPEndPoint)socket.RemoteEndPoint!;
        Local = socket.LocalEndPoint!;
    }

    /// <summary>MQTT's bytes.</summary>
    public Stream Stream { get; set; }

    /// <summary>Who is at the other end.</summary>
    public IPEndPoint Peer { get; }

    /// <summary>Its place among the connections; null where nobody counts them.</summary>
    public ConnectionSlot? Slot { get; init; }

    /// <summary>Our end.</summary>
    public EndPoint Local { get; }

    /// <summary>The certificate the client has proven to own, already checked; null without one.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Certificates between it and an authority, as the client sent them.</summary>
    public X509Certificate2Collection Intermediates { get; set; } = [];

    /// <summary>Nobody between the two can read it.</summary>
    public bool IsSecure { get; set; }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => Shutdown(SocketShutdown.Send);

    /// <summary>
    /// Reads to the end, so that the other side gets what was sent last: closing with bytes unread would throw it away. Bounded in bytes;
    /// the caller bounds the time.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        try
        {
            var thrownAway = new byte[4096];
            for (var rest = DrainBytesLimit; rest > 0;)
            {
                var read = await _socket.ReceiveAsync(thrownAway, SocketFlags.None, cancellation).ConfigureAwait(false);
                if (read == 0) return;
                rest -= read;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side was faster, or takes too long.
        }
    }

    /// <summary>Closes everything, the innermost last; what is being read or sent fails.</summary>
    public void Dispose()
    {
        Shutdown(SocketShutdown.Both);
        _socket.Dispose();
        Stream.Dispose();
    }

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }
}
