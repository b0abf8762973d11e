using System.Net;
using System.Net.Sockets;
using EventEdge.Cli;
using EventEdge.Nodes;

namespace EventEdge.EventEdge.Tests.Nodes;

public sealed class FreePortTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FreePortTests() => _listener.Start();

    private int Taken => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_taken_port_gives_way_to_one_of_the_systems_choice() => Assert.Equal(0, FreePort.Prefer(Taken));

    [Fact]
    public void A_free_port_is_kept()
    {
        var port = Taken;
        _listener.Stop();
        Assert.Equal(port, FreePort.Prefer(port));
    }

    [Fact]
    public void A_node_says_which_listener_is_taken_before_it_starts()
    {
        var refusal = Assert.Throws<CommandFailure>(() => FreePort.Require("HTTP", new("127.0.0.1", Taken), "--http"));
        Assert.Equal((ExitCode.Failure, $"HTTP cannot listen at 127.0.0.1:{Taken}: the port is in use, perhaps by another node; "
            + "choose another one with --http, or stop what listens there"), (refusal.ExitCode, refusal.Message));
    }

    [Fact]
    public void Port_0_is_never_taken() => FreePort.Require("HTTP", new("127.0.0.1", 0), "--http");
}
