using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.Reconciliation;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EventEdge.Tests.Reconciliation;

/// <summary>The two halves of a node at work are never of the same moment.</summary>
public sealed class LedgerReadingTests
{
    private static readonly Guid Epoch = new("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f");

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_node_that_loses_nothing_is_explained_at_every_reading()
    {
        // Between any two looks the edge sends ten records, which the store has after the next look.
        var (sent, stored) = (100L, 90L);
        for (var reading = 0; reading < 40; reading++)
        {
            var report = await ReadAsync(
                () => Edge(Step(), acknowledged: sent),
                () =>
                {
                    Step();
                    return Cloud(stored);
                });

            Assert.True(report.Explained, string.Join('\n', report.Findings));
        }

        long Step()
        {
            stored = sent;
            return sent += 10;
        }
    }

    [Fact]
    public async Task What_was_confirmed_and_is_not_stored_in_time_is_not_explained()
    {
        var report = await ReadAsync(() => Edge(100, acknowledged: 100), () => Cloud(90));

        var finding = Assert.Single(report.Findings, finding => !finding.Explained);
        Assert.Equal(10, finding.Amount);
    }

    [Fact]
    public async Task Records_the_edge_has_never_sent_are_not_explained() =>
        Assert.False((await ReadAsync(() => Edge(100, acknowledged: 100), () => Cloud(120))).Explained);

    private async Task<LedgerReport> ReadAsync(Func<EdgeLedger> edge, Func<CloudLedger> cloud)
    {
        var reading = new LedgerReading(_time)
            .ReadAsync(() => Task.FromResult<EdgeLedger?>(edge()), () => Task.FromResult<CloudLedger?>(cloud()), Cancellation);
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await reading;
    }

    private static EdgeLedger Edge(long last, long acknowledged) => new()
    {
        Node = "n",
        Epoch = Epoch,
        At = DateTimeOffset.UnixEpoch,
        Running = true,
        Bindings = [],
        Classes = [new ClassPosition(DeliveryClass.Normal, acknowledged, last, 0)],
        JournalGaps = [],
    };

    private static CloudLedger Cloud(long last) =>
        new() { Streams = [new StreamLedger("n", Epoch, DeliveryClass.Normal, 1, 0, 0, last, 0)], Gaps = [] };
}
