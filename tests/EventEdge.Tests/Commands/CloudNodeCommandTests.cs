namespace EventEdge.EventEdge.Tests.Commands;

public sealed class CloudNodeCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_prints_what_gives_a_node_a_user_that_may_publish_under_its_own_name_only()
    {
        Assert.Equal(0, await _bench.RunAsync("cloud", "node", "add", "edge.1"));

        Assert.Contains("rabbitmqctl add_user edge.1\n", _bench.Output, StringComparison.Ordinal);
        Assert.Contains(@"rabbitmqctl set_permissions -p / edge.1 '^$' '^eventedge\.nodes$' '^eventedge\.notices\.edge\.1$'", _bench.Output, StringComparison.Ordinal);
        Assert.Contains(@"'^(alarm|normal|bulk|watch)\.[0-9]+\.edge\.1$' '^$'", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a;rm")]
    public async Task A_name_that_no_node_can_have_is_refused(string name) => Assert.Equal(2, await _bench.RunAsync("cloud", "node", "add", name));
}
