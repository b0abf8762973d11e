using EventEdge.Abuse.Tests.Conformance;

namespace EventEdge.Abuse.Tests.Floods;

/// <summary>A header costs its sender more than the broker. Alone in the process, as it looks at the process's memory.</summary>
[Collection(nameof(AloneCollection))]
public sealed class HeaderFloodTests
{
    private const int Sockets = 20;
    private const long GrowthLimit = 5L << 20;
    private static readonly byte[] Announces256MiB = [0x30, 0xFF, 0xFF, 0xFF, 0x7F];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_sockets_that_announce_256_MiB_are_closed_and_cost_nothing(bool isConnected)
    {
        await using var bench = await OurBench.StartAsync();
        await FloodAsync(bench, isConnected, round: 0);
        var before = Settled();
        for (var round = 1; round <= 3; round++) await FloodAsync(bench, isConnected, round);
        Assert.True(Settled() - before < GrowthLimit, $"{(Settled() - before) >> 10} KiB more than before");
    }

    [Fact]
    public async Task A_packet_within_the_limit_takes_memory_as_it_comes_and_not_as_it_is_announced()
    {
        await using var bench = await OurBench.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, Sockets).Select(n => bench.ConnectAsync(4, $"{n}")));
        var before = Settled();
        foreach (var client in clients) await client.SendAsync([0x30, 0xFF, 0xFF, 0x0F, 0, 1, (byte)'t']);
        Assert.True(Settled() - before < GrowthLimit, $"{(Settled() - before) >> 10} KiB more than before");
    }

    private static async Task FloodAsync(Bench bench, bool isConnected, int round)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, Sockets).Select(n =>
            isConnected ? bench.ConnectAsync(4, $"{round}-{n}") : bench.OpenAsync(4)));
        await Task.WhenAll(clients.Select(client => client.SendAsync(Announces256MiB)));
        foreach (var client in clients)
        {
            await client.ClosedAsync();
            client.Dispose();
        }
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}

[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
