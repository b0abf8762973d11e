using System.Net;
using System.Net.Sockets;
using EventEdge.Cli;
using EventEdge.Settings.Values;

namespace EventEdge.Nodes;

/// <summary>
/// Looks at loopback ports before anything is opened: a demo moves to another one, a node says which is taken before it touches its data.
/// </summary>
internal static class FreePort
{
    /// <exception cref="CommandFailure">Something listens there already.</exception>
    public static void Require(string endpoint, HostPort address, string flag)
    {
        if (address.Port > 0 && Prefer(address.Port) == 0)
            throw CommandFailure.Outside($"{endpoint} cannot listen at {address}: the port is in use, perhaps by another node; "
                + $"choose another one with {flag}, or stop what listens there");
    }

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
