using EventEdge.Hosting.Http;

namespace EventEdge.Hosting.Tests.Http;

public sealed class ConnectionCountTests
{
    private readonly ConnectionCount _count = new(RequestLimit.AddressConnections);

    [Theory]
    [InlineData(RequestLimit.AddressConnections)]
    [InlineData(RequestLimit.AddressConnections + 1)]
    [InlineData(100 * RequestLimit.AddressConnections)]
    public void A_peer_gets_its_share_of_connections_and_no_more_however_often_it_comes(int attempts)
    {
        Assert.Equal(RequestLimit.AddressConnections, Taken("192.0.2.1", attempts));
        Assert.Equal(RequestLimit.AddressConnections, Taken("192.0.2.2", attempts));
    }

    [Fact]
    public void A_connection_that_has_ended_makes_room_for_one_more()
    {
        Taken("192.0.2.1", RequestLimit.AddressConnections);
        _count.Release("192.0.2.1");

        Assert.Equal(1, Taken("192.0.2.1", 2));
    }

    private int Taken(string peer, int attempts) => Enumerable.Range(0, attempts).Count(_ => _count.TryTake(peer));
}
