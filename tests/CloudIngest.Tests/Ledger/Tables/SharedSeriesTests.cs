using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class SharedSeriesTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start);
    private readonly SqliteWriter _store;
    private readonly DirectIngest _ingest;

    public SharedSeriesTests()
    {
        _store = new SqliteWriter(_directory.File(PointReader.FileName));
        _ingest = new DirectIngest(_store, () => new FrameLedger(_directory.File("ledger.db"), _time)) { Time = _time };
    }

    public async ValueTask DisposeAsync()
    {
        _ingest.Dispose();
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_shared_series_takes_points_of_the_first_node_only_and_names_it_to_the_other()
    {
        await TakeAsync("edge-1", 0);
        _ingest.Restart();
        await TakeAsync("edge-2", 0);
        await TakeAsync("edge-1", 1);

        Assert.Equal(["edge-1", "edge-1"], Stored().Select(p => p.Node));
        Assert.All(Stored(), p => Assert.DoesNotContain(p.Tags, tag => tag.Key == NodeTag.Name));
        using var reader = new CloudLedgerReader(_directory.Path);
        var deadLetter = Assert.Single(reader.DeadLetters(10));
        Assert.Equal("edge-2", deadLetter.Node);
        Assert.Contains("belongs to node edge-1", deadLetter.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 0),
            reader.Ledger().Bindings.Single(b => b.Node == "edge-2") is var ledger ? (ledger.DeadLetters, ledger.Unexplained) : default);
    }

    [Fact]
    public async Task Of_two_nodes_in_one_batch_the_first_has_the_series()
    {
        await _ingest.TakeAsync([_ingest.FrameOf("edge-2", Shared(0)), _ingest.FrameOf("edge-1", Shared(0))]);

        Assert.Equal("edge-2", Assert.Single(Stored()).Node);
    }

    [Fact]
    public async Task A_node_that_is_silent_for_a_day_gives_the_series_up()
    {
        await TakeAsync("edge-1", 0);
        _time.Advance(SharedSeries.SilenceLimit / 2);
        await TakeAsync("edge-1", 1);
        _time.Advance(SharedSeries.SilenceLimit - TimeSpan.FromMinutes(1));
        await TakeAsync("edge-2", 2);
        _time.Advance(TimeSpan.FromMinutes(1));
        await TakeAsync("edge-2", 3);

        Assert.Equal(["edge-1", "edge-1", "edge-2"], Stored().Select(p => p.Node));
    }

    private Task TakeAsync(string node, int window) => _ingest.TakeAsync([_ingest.FrameOf(node, Shared(window))]);

    private static Point Shared(int window) => Some.Point(window) with { Shared = true };

    private List<StoredPoint> Stored()
    {
        using var reader = new PointReader(_directory.Path);
        return [.. reader.Read("temperature")];
    }
}
