using CsCheck;
using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Ledger;

/// <summary>
/// received = new + corrections + stale + duplicates + replaced + dead letters, by node, whatever comes in whatever batches, again or
/// across an end of the process; and what is stored is what a plain model of the rules holds.
/// </summary>
public sealed class PointEquationTests
{
    private static readonly string[] Nodes = ["edge-1", "edge-2"];

    private static readonly Gen<Sent> AnyPoint = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[1, 2],
        (window, revision, fields, value) => new Sent(window, revision, fields, value));

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Int[0, 1], AnyPoint.Array[1, 4], Gen.Int[0, 9], Gen.Bool, (node, points, kind, isTwo) => new Step(node, points, kind, isTwo));

    [Fact]
    public Task Every_point_that_is_received_is_counted_once_and_stored_as_the_rules_say() =>
        AnyStep.Array[1, 14].SampleAsync(RunAsync, iter: 150);

    private static async Task RunAsync(Step[] steps)
    {
        using var directory = new TempDirectory();
        await using var store = new SqliteWriter(directory.File(PointReader.FileName));
        using var ingest = new DirectIngest(store, () => new FrameLedger(directory.File("ledger.db"), TimeProvider.System));
        var model = new Model();
        List<(PendingFrame Frame, string Node, Sent[] Points)> taken = [];
        foreach (var step in steps)
        {
            if (step.Kind == 0) ingest.Restart();
            List<(PendingFrame Frame, string Node, Sent[] Points)> batch = [];
            // The bus gives a frame again.
            if (step.Kind == 1 && taken.Count > 0) batch.Add(taken[step.Points[0].Window % taken.Count]);
            else batch.Add(New(ingest, step.Node, step.Points));
            if (step.IsTwo) batch.Add(New(ingest, 1 - step.Node, step.Points));
            // The process ends between the store and the ledger; the bus gives the same again.
            if (step.Kind == 2) await ingest.TakeAsync([.. batch.Select(frame => frame.Frame)], dies: true);
            await ingest.TakeAsync([.. batch.Select(frame => frame.Frame)]);
            foreach (var frame in batch) model.Take(frame.Node, frame.Points, isAgain: taken.Contains(frame));
            taken.AddRange(batch.Where(frame => !taken.Contains(frame)));
        }

        Assert.Equal(model.Counts, ingest.Counts);
        var counts = ingest.Counts;
        Assert.Equal(
            counts.Received, counts.Created + counts.Corrected + counts.Stale + counts.Duplicates + counts.Replaced + counts.DeadLetters);
        using var ledger = new CloudLedgerReader(directory.Path);
        Assert.All(ledger.Ledger().Bindings, one => Assert.Equal(0, one.Unexplained));
        Assert.Equal(model.Stored(), Stored(directory.Path));
    }

    private static (PendingFrame, string, Sent[]) New(DirectIngest ingest, int node, Sent[] points) =>
        (ingest.FrameOf(Nodes[node], [.. points.Select(PointOf)]), Nodes[node], points);

    private static Point PointOf(Sent sent) => Some.Point(sent.Window, sent.Revision) with
    {
        Fields = [.. sent.Values.Select(field => new KeyValuePair<string, FieldValue>(field.Name, field.Value))],
    };

    private static IEnumerable<string> Stored(string directory)
    {
        using var reader = new PointReader(directory);
        return [.. reader.Read("temperature").Select(point =>
            Line(point.Node, point.Time, point.Fields.Select(f => (f.Key, f.Value.AsNumber)))).Order(StringComparer.Ordinal)];
    }

    private static string Line(string node, DateTimeOffset time, IEnumerable<(string Name, double Value)> fields)
    {
        var written = fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={field.Value}");
        return $"{node} {time:HH:mm:ss} {string.Join(' ', written)}";
    }

    /// <summary>A point, small: one of two fields, or both, with one of two values.</summary>
    private sealed record Sent(int Window, int Revision, int Fields, int Value)
    {
        public (string Name, double Value)[] Values => Fields switch
        {
            0 => [("a", Value)],
            1 => [("b", Value)],
            _ => [("a", Value), ("b", Value)],
        };
    }

    private sealed record Step(int Node, Sent[] Points, int Kind, bool IsTwo);

    /// <summary>The rules, as the concept page has them.</summary>
    private sealed class Model
    {
        private readonly Dictionary<(string Node, int Window), (int Revision, Dictionary<string, double> Fields)> _points = [];

        public PointCounts Counts { get; private set; }

        public void Take(string node, Sent[] points, bool isAgain)
        {
            foreach (var point in points) Counts += isAgain ? PointCounts.Of(PointOutcome.Redelivered) : PointCounts.Of(Take(node, point));
        }

        public IEnumerable<string> Stored() => _points.Select(point => Line(
            point.Key.Node, Some.Point(point.Key.Window).Time, point.Value.Fields.Select(f =>
                (f.Key, f.Value)))).Order(StringComparer.Ordinal);

        private PointOutcome Take(string node, Sent sent)
        {
            var key = (node, sent.Window);
            if (!_points.TryGetValue(key, out var known) || sent.Revision > known.Revision)
            {
                var isNew = !_points.ContainsKey(key);
                _points[key] = (sent.Revision, sent.Values.ToDictionary(f => f.Name, f => f.Value));
                return isNew ? PointOutcome.Created : PointOutcome.Corrected;
            }

            if (sent.Revision < known.Revision) return PointOutcome.Stale;
            var isOther = sent.Values.Any(f => known.Fields.TryGetValue(f.Name, out var value) && value != f.Value);
            var isMore = sent.Values.Any(f => !known.Fields.ContainsKey(f.Name));
            foreach (var (name, value) in sent.Values) known.Fields[name] = value;
            return isOther ? PointOutcome.Replaced : isMore ? PointOutcome.Merged : PointOutcome.Unchanged;
        }
    }
}
