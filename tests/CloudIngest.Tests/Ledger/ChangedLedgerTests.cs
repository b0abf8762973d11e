using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

/// <summary>What a ledger that took another one's place calls missing, and what may be in the other one.</summary>
public sealed class ChangedLedgerTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start.AddYears(1));
    private readonly Guid _old = new("00000000-0000-0000-0000-000000000001");
    private readonly Guid _new = new("00000000-0000-0000-0000-000000000002");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_a_node_begins_after_a_wiped_ledger_has_heard_of_it_is_missed()
    {
        using var ledger = Open();
        ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
        _time.Advance(TimeSpan.FromHours(1));
        Send(ledger, _old, 101, 110);
        Assert.Empty(ledger.Gaps());
        Send(ledger, _new, 5, 9);
        Assert.Equal((1, 4), (ledger.Gaps().Single().First, ledger.Gaps().Single().Last));
    }

    [Theory]
    [InlineData(2, 0, true)] // began after the change, by either clock
    [InlineData(-2, 0, false)] // before it
    [InlineData(0, 0, false)] // at the same minute: the clocks may differ by as much
    [InlineData(-2, 5, false)] // before it, on a node whose clock is ahead: its age says so
    [InlineData(2, -5, false)] // after it, on a node whose clock is behind: taken for older than it is
    public void A_loss_of_a_numbering_begun_after_a_change_of_ledgers_has_its_name(int begunHours, int clockHours, bool isMissed)
    {
        using var ledger = Open();
        ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
        var change = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(3));
        var frame = Of(_new, 5, 9) with
        {
            NumberingBegun = change.AddHours(begunHours + clockHours),
            SentAt = _time.GetUtcNow().AddHours(clockHours),
        };
        ledger.Commit([frame], IngestEntries.Of());

        Assert.Equal(isMissed ? [(1L, 4L)] : [], ledger.Gaps().Select(gap => (gap.First, gap.Last)));
        Assert.Equal(isMissed, !Notes().Any(note => note.Kind == HistoryKind.BeforeThisLedger));
    }

    [Fact]
    public void A_beginning_behind_its_own_frame_is_not_believed()
    {
        using var ledger = Open();
        ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
        _time.Advance(TimeSpan.FromHours(3));
        ledger.Commit([Of(_new, 5, 9) with { NumberingBegun = _time.GetUtcNow().AddDays(1), SentAt = _time.GetUtcNow() }],
            IngestEntries.Of());

        Assert.Empty(ledger.Gaps());
    }

    [Fact]
    public void A_wiped_ledger_does_not_wait_for_ever_for_what_the_former_one_may_have()
    {
        using (var ledger = Open())
        {
            Send(ledger, _old, 1, 10);
            ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
        }

        _time.Advance(CloudLedger.FormerLedgerMemory + TimeSpan.FromHours(1));
        using var later = Open();
        Send(later, _old, 15, 20);
        Send(later, _new, 5, 9, node: "edge-2");

        Assert.Equal([11L, 1], later.Gaps().Select(gap => gap.First));
        Assert.Equal(0L, Sql("SELECT count(*) FROM lapses"));
    }

    [Fact]
    public void Records_that_other_ledger_have_are_news_when_they_come_after_all()
    {
        using var ledger = Open();
        ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
        Send(ledger, _old, 101, 110);
        var stream = new StreamKey("edge-1", _old, DeliveryClass.Normal);

        Assert.False(ledger.Holds(stream, 100));
        Send(ledger, _old, 91, 100);
        Assert.True(ledger.Holds(stream, 100));
        Assert.False(ledger.Holds(stream, 90));
    }

    private static MeasurementFrame Of(Guid epoch, long first, long last, string node = "edge-1") =>
        Some.Frame([], first, last, node) with { Epoch = epoch };

    private static void Send(FrameLedger ledger, Guid epoch, long first, long last, string node = "edge-1") =>
        ledger.Commit([Of(epoch, first, last, node)], IngestEntries.Of());

    private FrameLedger Open() => new(_directory.File("ledger.db"), _time);

    private IReadOnlyList<HistoryNote> Notes()
    {
        using var reader = new CloudLedgerReader(_directory.Path);
        return reader.Ledger().Histories;
    }

    private object? Sql(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }
}
