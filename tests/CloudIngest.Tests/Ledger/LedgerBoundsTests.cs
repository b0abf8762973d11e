using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

/// <summary>
/// What nodes and stores make the cloud remember, at its limit, one beyond it and a hundred times beyond it. Other bounds of the ledger are
/// in the tests of their tables.
/// </summary>
public sealed class LedgerBoundsTests : IDisposable
{
    private const int Few = 100;

    private static readonly Dictionary<string, (int Limit, Func<LedgerBoundsTests, int, long> Held)> Counted = new()
    {
        ["bindings of a stream that are counted by name"] = (PointTable.BindingLimit, (test, n) => test.Named(n)),
        ["notes of a node"] = (HistoryTable.NodeLimit, (test, n) => test.Noted(n, _ => "edge-1")),
        ["notes of all nodes"] = (Few, (test, n) => test.Noted(n, number => $"edge-{number}")),
        ["news of a process"] = (LedgerHistory.NewsLimit, (test, n) => test.News(n)),
        ["fields that a store refuses"] = (RefusedFields.Limit, (_, n) => Refused(n)),
        ["bindings that have lines of their own in the metrics"] = (IngestMetrics.LabelLimit, (_, n) => Labelled(n)),
        ["values that are gathered to points"] = (Few, (_, n) => Gathered(n)),
    };

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start);
    private int _files;

    public static TheoryData<string> Names => [.. Counted.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_counted_grows_to_its_limit_and_no_further(string name)
    {
        var (limit, held) = Counted[name];
        Assert.Equal(limit - 1, held(this, limit - 1));
        foreach (var attempts in new[] { limit, limit + 1, 100 * limit }) Assert.Equal(limit, held(this, attempts));
    }

    // What is beyond the limit is counted under one name: nothing is lost of the equation.
    private long Named(int bindings)
    {
        using var connection = Open(PointTable.Schema);
        using var table = new PointTable(connection);
        var stream = new StreamKey("edge-1", Some.Epoch, DeliveryClass.Normal);
        var one = new PointCounts { Received = 1, Created = 1 };
        using (var transaction = connection.BeginTransaction())
        {
            for (var number = 0; number < bindings; number++) table.Add(new(stream, $"binding-{number}"), one, transaction);
            transaction.Commit();
        }

        using var all = SqliteFile.Prepare(connection, $"SELECT * FROM {PointTable.Name}");
        var ledger = PointTable.Read(all);
        Assert.Equal(bindings, ledger.Sum(binding => binding.Received));
        return ledger.Count(binding => binding.Binding != "(others)");
    }

    private long Noted(int notes, Func<int, string> node)
    {
        using var connection = Open(HistoryTable.Schema);
        using var table = new HistoryTable(connection, node(0) == node(1) ? 10 * HistoryTable.NodeLimit : Few);
        using var transaction = connection.BeginTransaction();
        for (var number = 0; number < notes; number++) table.Put(Note(node(number)), transaction);
        transaction.Commit();
        using var count = SqliteFile.Prepare(connection, "SELECT count(*) FROM histories");
        return (long)count.ExecuteScalar()!;
    }

    private long News(int notes)
    {
        using var connection = Open(LedgerHistory.Schema + IntervalTable.Schema);
        using var history = new LedgerHistory(connection, new DigestLimits(), _time.GetUtcNow());
        using (var transaction = connection.BeginTransaction())
        {
            for (var number = 0; number < notes; number++) history.Note(Note("edge-1"), transaction);
            transaction.Commit();
        }

        return history.TakeNews().Count();
    }

    private static long Refused(int fields)
    {
        var refused = new RefusedFields(new FakeTimeProvider());
        for (var number = 0; number < fields; number++) Assert.True(refused.Learn("m", $"field-{number}", "float"));
        // What is remembered is no news the second time.
        return Enumerable.Range(0, fields).Count(number => !refused.Learn("m", $"field-{number}", "float"));
    }

    private static long Labelled(int bindings)
    {
        var groups = IngestMetrics.IngestState.Bounded([.. Enumerable.Range(0, bindings)], number => $"binding-{number}");
        Assert.Equal(bindings, groups.Sum(group => group.Ledger.Count));
        return groups.Count(group => group.Name != "(others)");
    }

    private static long Gathered(int values)
    {
        var points = new GatheredPoints(Few);
        for (var number = 0; number < values; number++)
        {
            try
            {
                points.Add(Some.Start.AddSeconds(number), string.Empty, "value", FieldValue.Of(number));
            }
            catch (StoreReadException error)
            {
                Assert.Contains("--since", error.Message, StringComparison.Ordinal);
                return number;
            }
        }

        return values;
    }

    private HistoryNote Note(string node) =>
        new(HistoryKind.NewNumbering, node, Guid.NewGuid(), DeliveryClass.Normal, 0, 0, 0, _time.GetUtcNow(), _time.GetUtcNow());

    private SqliteConnection Open(string schema) => SqliteFile.Open(_directory.File($"{++_files}.db"), schema);
}
