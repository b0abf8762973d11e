using System.Net;
using System.Net.Sockets;

namespace EventEdge.Hosting;

/// <summary>Chooses a loopback port for a demo, which must start whatever else runs on the machine.</summary>
internal static class FreePort
{
    /// <summary>The preferred port when nothing listens there, else 0: let the system choose.</summary>
    public static int Prefer(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return port;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
