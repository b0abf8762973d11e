using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

/// <summary>What a point means, the same in every store: one class for each kind below.</summary>
public abstract class StoreContractTests : IAsyncLifetime
{
    private static int _measurements;

    private readonly TempDirectory _directory = new();
    private readonly string _measurement = $"m{Interlocked.Increment(ref _measurements)}";
    private ITimeSeriesWriter _store = null!;
    private DirectIngest _ingest = null!;

    /// <summary>
    /// Whether another value for the same field and instant takes the former one's place, and a field that a correction no longer carries
    /// goes.
    /// </summary>
    protected virtual bool Replaces => true;

    protected string DataDirectory => _directory.Path;

    public ValueTask InitializeAsync()
    {
        _store = StoreOf.Writer(Options(), _directory.Path);
        _ingest = new DirectIngest(_store, () => new FrameLedger(_directory.File("ledger.db"), TimeProvider.System));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _ingest.Dispose();
        await _store.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Fields_of_one_instant_that_come_apart_are_one_point_before_and_after_a_correction_of_anything()
    {
        await _ingest.TakeAsync(Point(1_000, 0, ("other", 1)), Point(1_000, 1, ("other", 2)));
        for (var i = 0; i < 100; i += 4)
        {
            List<Point> batch = [.. Enumerable.Range(i, 4).Select(at => Point(at, 0, ("temperature", 20 + at)))];
            if (i % 8 == 0) await _ingest.TakeAsync(batch);
            batch = [.. i % 8 == 0 ? [] : batch, .. Enumerable.Range(i, 4).Select(at => Point(at, 0, ("humidity", 40 + at)))];
            await _ingest.TakeAsync(batch);
        }

        var stored = await ReadAsync(_measurement);

        for (var at = 0; at < 100; at++) AssertFields(stored, at, ("temperature", 20 + at), ("humidity", 40 + at));
        Assert.Equal(new PointCounts { Received = 202, Created = 201, Merged = 100, Corrected = 1 }, _ingest.Counts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_correction_replaces_the_fields_it_carries_and_those_it_does_not(bool restarts)
    {
        await _ingest.TakeAsync(
            Point(0, 0, ("a", 1), ("b", 1)), Point(1, 0, ("a", 1)),
            Point(0, 0, ("a", 5), ("b", 6)) with { Tags = [new("device", "d"), new("zone", "z")] });
        if (restarts) _ingest.Restart();
        await _ingest.TakeAsync(Point(0, 1, ("a", 2), ("c", 3)));

        var stored = await ReadAsync(_measurement);

        AssertFields(stored, 0, ("c", 3));
        AssertReplaced(stored, 0, ("a", 2));
        Assert.Equal(!Replaces, stored[Key(0)].ContainsKey("b"));
        AssertFields(stored, 1, ("a", 1));
        Assert.Equal(6, stored[Key(0, "z")]["b"]);
        Assert.Equal(new PointCounts { Received = 4, Created = 3, Corrected = 1 }, _ingest.Counts);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_equal_one_that_overwrites_another_value_is_counted_and_one_that_says_the_same_is_a_duplicate(
        bool together, bool restarts)
    {
        List<Point> points = [Point(0, 0, ("a", 1), ("b", 1)), Point(0, 0, ("a", 2)), Point(0, 0, ("a", 2), ("b", 1))];
        if (together) await _ingest.TakeAsync(points);
        foreach (var point in together ? [] : points)
        {
            await _ingest.TakeAsync(point);
            if (restarts) _ingest.Restart();
        }

        var stored = await ReadAsync(_measurement);
        AssertFields(stored, 0, ("b", 1));
        AssertReplaced(stored, 0, ("a", 2));
        Assert.Equal(new PointCounts { Received = 3, Created = 1, Replaced = 1, Duplicates = 1 }, _ingest.Counts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lower_revision_changes_nothing_also_after_a_restart(bool together)
    {
        List<Point> points = [Point(0, 2, ("a", 2)), Point(0, 1, ("a", 1), ("b", 1))];
        if (together) await _ingest.TakeAsync(points);
        else
        {
            await _ingest.TakeAsync(points[0]);
            _ingest.Restart();
            await _ingest.TakeAsync(points[1]);
        }

        var fields = (await ReadAsync(_measurement))[Key(0)];
        Assert.Equal((2.0, false), (fields["a"], fields.ContainsKey("b")));
        Assert.Equal(new PointCounts { Received = 2, Created = 1, Stale = 1 }, _ingest.Counts);
    }

    [Fact]
    public async Task Two_nodes_do_not_write_the_same_point()
    {
        await _ingest.TakeAsync([_ingest.FrameOf("edge-1", Point(0, 0, ("a", 1))), _ingest.FrameOf("edge-2", Point(0, 0, ("a", 2)))]);

        var stored = await ReadAsync(_measurement);

        Assert.Equal((1.0, 2.0), (stored[Key(0)]["a"], stored[Key(0, node: "edge-2")]["a"]));
    }

    /// <summary>So far apart are a window and what its late events give once it is part of a wider one.</summary>
    [Fact]
    public async Task A_point_a_millisecond_behind_another_is_one_of_its_own_and_read_as_such()
    {
        await _ingest.TakeAsync(Point(0, 0, ("a", 1)), Point(0, 0, ("a", 2)) with { Time = Some.Start.AddMilliseconds(1) });
        await _ingest.TakeAsync(Point(0, 0, ("a", 3)) with { Time = Some.Start.AddMilliseconds(2) });

        var stored = await ReadAsync(_measurement);
        Assert.Equal([1.0, 2.0, 3.0], stored.OrderBy(point => point.Key.Time).Select(point => point.Value["a"]));
        using var source = StoreOf.Reader(Options(), _directory.Path);
        Assert.Equal(
            [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)],
            source.Read(new(_measurement)).Select(
                point => ((point.Time - Some.Start).TotalMilliseconds, point.Fields.Single(field => field.Key == "a").Value.AsNumber)));
    }

    [Fact]
    public async Task What_was_stored_and_not_entered_when_the_process_died_is_judged_as_the_first_time()
    {
        await _ingest.TakeAsync(Point(0, 0, ("a", 1)), Point(1, 0, ("a", 1)));
        var first = _ingest.FrameOf("edge-1", Point(0, 0, ("a", 2)), Point(2, 0, ("a", 1)), Point(2, 1, ("a", 2)));
        var second = _ingest.FrameOf("edge-1", Point(1, 1, ("b", 7)), Point(3, 0, ("a", 1)), Point(3, 0, ("b", 1)));

        await _ingest.TakeAsync([first, second], dies: true);
        await _ingest.TakeAsync([first], dies: true);
        await _ingest.TakeAsync([first]);
        await _ingest.TakeAsync([first, second]);

        var stored = await ReadAsync(_measurement);
        AssertReplaced(stored, 0, ("a", 2));
        AssertFields(stored, 1, ("b", 7));
        AssertFields(stored, 2, ("a", 2));
        AssertFields(stored, 3, ("a", 1), ("b", 1));
        Assert.Equal(
            new PointCounts { Received = 11, Created = 5, Merged = 1, Corrected = 2, Replaced = 1, Duplicates = 3 }, _ingest.Counts);
    }

    /// <summary>
    /// Many points of few identities, cut into batches at random, with restarts and deaths, against the words of the contract.
    /// </summary>
    [Fact]
    public async Task A_random_history_ends_as_the_contract_says_and_every_point_has_one_outcome()
    {
        var random = new Random(20_260_101);
        var model = new ContractModel();
        for (var round = 0; round < 30; round++)
        {
            List<Point> points = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Draw(random))];
            foreach (var point in points) model.Take(point);
            var frame = _ingest.FrameOf("edge-1", points);
            if (random.Next(4) == 0) await _ingest.TakeAsync([frame], dies: true);
            await _ingest.TakeAsync([frame]);
            if (random.Next(4) == 0) _ingest.Restart();
        }

        var stored = await ReadAsync(_measurement);
        foreach (var (time, expected) in model.Points)
        {
            var fields = stored[new(time, "edge-1", string.Empty)];
            Assert.Superset(expected.Fields.Keys.ToHashSet(), fields.Keys.ToHashSet());
            if (!Replaces) continue;
            Assert.All(expected.Fields, field => Assert.Equal(field.Value, fields[field.Key]));
            Assert.Equal(expected.Fields.Keys.Order(), fields.Keys.Except(["revision"]).Order());
        }

        Assert.Equal(model.Counts, _ingest.Counts);
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.All(reader.Ledger().Bindings, binding => Assert.Equal(0, binding.Unexplained));
    }

    internal abstract StoreOptions Options();

    /// <summary>What the store holds of a measurement; texts and booleans left out.</summary>
    internal abstract Task<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>> ReadAsync(string measurement);

    private static void AssertFields(
        IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>> stored, int at, params (string Name, double Value)[] fields) =>
        Assert.All(fields, field => Assert.Equal(field.Value, stored[Key(at)].GetValueOrDefault(field.Name, double.NaN)));

    private void AssertReplaced(
        IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>> stored, int at, (string Name, double Value) field)
    {
        if (Replaces) AssertFields(stored, at, field);
        else Assert.Contains(field.Name, stored[Key(at)].Keys);
    }

    private static StoredKey Key(int at, string zone = "", string node = "edge-1") => new(Some.Start.AddSeconds(at), node, zone);

    private Point Draw(Random random)
    {
        var names = (string[])["a", "b", "c"];
        var fields = names.Where(_ => random.Next(2) == 0).DefaultIfEmpty("a").Select(name => (name, (double)random.Next(3))).ToArray();
        return Point(random.Next(8), random.Next(3), fields);
    }

    private Point Point(int at, int revision, params (string Name, double Value)[] fields) => new()
    {
        Measurement = _measurement,
        Tags = [new("device", "d")],
        Fields = [.. fields.Select(field => KeyValuePair.Create(field.Name, FieldValue.Of(field.Value)))],
        Time = Some.Start.AddSeconds(at),
        Revision = revision,
    };
}

/// <summary>A stored point of the contract's tests.</summary>
public sealed record StoredKey(DateTimeOffset Time, string Node, string Zone);
