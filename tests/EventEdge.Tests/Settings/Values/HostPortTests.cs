using EventEdge.Settings.Values;

namespace EventEdge.EventEdge.Tests.Settings.Values;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:1883", "127.0.0.1", 1883)]
    [InlineData("[::1]:8080", "::1", 8080)]
    [InlineData("broker.plant:0", "broker.plant", 0)]
    [InlineData("my_broker:1", "my_broker", 1)]
    [InlineData("[fe80::1%eth0]:1", "fe80::1%eth0", 1)]
    public void A_host_and_a_port_are_read_and_written_back(string text, string host, int port)
    {
        Assert.True(HostPort.TryParse(text, out var address));
        Assert.Equal(new(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":1883")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:8080")]
    [InlineData("mqtt://127.0.0.1:1883")]
    [InlineData("a b:1")]
    [InlineData("a?b:1")]
    [InlineData("a@b:1")]
    [InlineData("a#b:1")]
    [InlineData("%:1")]
    public void Anything_else_is_refused(string text) => Assert.False(HostPort.TryParse(text, out _));
}
