using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

/// <summary>What the ledger says of numberings, and that its memory and its disk stay one and bounded.</summary>
public sealed class NumberHistoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start.AddYears(1));
    private readonly Guid _old = new("00000000-0000-0000-0000-000000000001");
    private readonly Guid _new = new("00000000-0000-0000-0000-000000000002");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_node_that_goes_on_under_an_older_numbering_is_restored_and_not_two()
    {
        using var ledger = Open();
        Send(ledger, _old, 1, 3);
        Send(ledger, _new, 1, 3);
        for (var number = 4; number < 200; number++) Send(ledger, _old, number, number);

        Assert.Equal([HistoryKind.NewNumbering, HistoryKind.OlderNumbering], Notes().Select(note => note.Kind));
    }

    [Fact]
    public void Two_that_take_turns_are_two_senders_until_a_person_or_a_day_says_otherwise()
    {
        using var ledger = Open();
        for (var number = 1; number < 600; number++) Send(ledger, number / 100 % 2 == 0 ? _old : _new, number, number);

        var note = Notes().First(note => note.Kind == HistoryKind.TwoSenders);
        Assert.False(note.IsExplainedAt(_time.GetUtcNow()));
        Assert.True(note.IsExplainedAt(_time.GetUtcNow().AddHours(25)));

        Assert.True(SettledGaps.Settle(_directory.Path, null, "renamed one", _time.GetUtcNow()).Notes > 0);
        Assert.All(Notes(), settled => Assert.True(settled.IsExplainedAt(_time.GetUtcNow())));
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var number = 600; number < 1000; number++) Send(ledger, number / 100 % 2 == 0 ? _old : _new, number, number);
        Assert.Contains(Notes(), again => again.Kind == HistoryKind.TwoSenders && !again.IsExplainedAt(_time.GetUtcNow()));
    }

    [Fact]
    public void A_commit_that_fails_leaves_the_memory_as_the_disk_is()
    {
        using var ledger = Open();
        Send(ledger, _old, 1, 3);
        Sql("CREATE TRIGGER refuse BEFORE INSERT ON counts BEGIN SELECT RAISE(ABORT, 'the disk refuses'); END");
        Assert.Throws<SqliteException>(() => Send(ledger, _old, 8, 9));
        Assert.Throws<SqliteException>(() => Send(ledger, _new, 1, 3));
        Sql("DROP TRIGGER refuse");

        Assert.False(ledger.Holds(new("edge-1", _old, DeliveryClass.Normal), 8));
        Assert.Empty(ledger.Gaps());
        Send(ledger, _new, 1, 3);
        Assert.Equal(HistoryKind.NewNumbering, Assert.Single(Notes()).Kind);
        Assert.Equal(Sql("SELECT count(*) FROM numberings"), 2L);
    }

    [Fact]
    public void A_mark_that_could_not_be_written_is_not_left_on_the_bus()
    {
        using var ledger = Open();
        var mark = ledger.Begin(null);
        Sql("CREATE TRIGGER refuse BEFORE UPDATE OF session ON ledger_identity BEGIN SELECT RAISE(ABORT, 'the disk refuses'); END");
        var other = new LedgerMark(Guid.NewGuid(), Guid.NewGuid());
        Assert.Throws<SqliteException>(() => ledger.Begin(other));
        Sql("DROP TRIGGER refuse");

        ledger.Begin(mark);
        Assert.Empty(Notes());
        ledger.Begin(other);
        Assert.Equal(HistoryKind.LedgerChanged, Assert.Single(Notes()).Kind);
    }

    [Theory]
    [InlineData(NumberingTable.Limit)]
    [InlineData(NumberingTable.Limit + 1)]
    [InlineData(NumberingTable.Limit * 10)]
    public void A_flood_of_numberings_leaves_no_row_behind_and_its_losses_are_one_open_question(int numberings)
    {
        using var ledger = Open();
        ledger.Begin(null);
        Send(ledger, _old, 1, 1, node: "quiet");
        for (var number = 0; number < numberings; number++)
        {
            var epoch = Guid.NewGuid();
            Send(ledger, epoch, 1, 1);
            ledger.Begin(new(Guid.NewGuid(), Guid.NewGuid()));
            Send(ledger, epoch, 4, 4, held: new DeferredRange(2, 2));
            Send(ledger, epoch, 9, 9);
        }

        foreach (var table in new[] { "intervals", "elsewhere", "gaps", "streams", "held_back", "lapses", "record_digests" })
            Assert.InRange((long)Sql($"SELECT count(DISTINCT epoch) FROM {table} WHERE node = 'edge-1'")!, 0, NumberingTable.Limit);
        // Of each, 3 and 5 to 8: what is deferred is none.
        Assert.Equal(
            5 * Math.Max(0, numberings - NumberingTable.Limit),
            Notes().SingleOrDefault(note => note.Kind == HistoryKind.Lost)?.Records ?? 0);
        Assert.True(ledger.Holds(new("quiet", _old, DeliveryClass.Normal), 1));
    }

    [Fact]
    public void A_flood_of_numberings_in_one_batch_leaves_no_row_behind()
    {
        using var ledger = Open();
        Guid[] epochs = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        // The first comes back when it has been forgotten, and is one that is kept again.
        ledger.Commit([.. epochs.Append(epochs[0]).Select(epoch => Of(epoch, 3, 3))], IngestEntries.Of() with
        {
            Streams = epochs.ToDictionary(epoch => new StreamKey("edge-1", epoch, DeliveryClass.Normal), _ => new StreamCounts(1, 0, 0)),
        });

        foreach (var table in new[] { "intervals", "gaps", "streams", "numberings" })
            Assert.Equal(NumberingTable.Limit, (long)Sql($"SELECT count(*) FROM {table} WHERE node = 'edge-1'")!);
        Assert.True(ledger.Holds(new("edge-1", epochs[0], DeliveryClass.Normal), 3));
        Assert.Equal(2 * (epochs.Length - NumberingTable.Limit), Assert.Single(Notes(), note => note.Kind == HistoryKind.Lost).Records);
    }

    [Fact]
    public void A_numbering_that_is_used_again_is_not_the_first_to_be_forgotten()
    {
        using var ledger = Open();
        Send(ledger, _old, 1, 1);
        Send(ledger, _new, 1, 1);
        for (var number = 2; number < 50; number++) Send(ledger, _old, number, number);
        for (var number = 0; number < NumberingTable.Limit - 1; number++) Send(ledger, Guid.NewGuid(), 1, 1);

        Assert.True(ledger.Holds(new("edge-1", _old, DeliveryClass.Normal), 49));
        Assert.False(ledger.Holds(new("edge-1", _new, DeliveryClass.Normal), 1));
    }

    [Theory]
    [InlineData(LedgerState.IntervalLimit, false)]
    [InlineData(LedgerState.IntervalLimit + 1, true)]
    [InlineData(LedgerState.IntervalLimit * 100, true)]
    public void Gap_after_gap_becomes_one_note_with_every_lost_record_in_it(int frames, bool folded)
    {
        using var ledger = Open();
        for (var from = 0; from < frames; from += 512)
            ledger.Commit(
                [.. Enumerable.Range(from, Math.Min(512, frames - from)).Select(number => Of(_old, (2 * number) + 1, (2 * number) + 1))],
                IngestEntries.Of());

        using var reader = new CloudLedgerReader(_directory.Path);
        var (answer, lost) = (reader.Ledger(), Notes().SingleOrDefault(note => note.Kind == HistoryKind.Lost));
        Assert.Equal(folded, lost is not null);
        Assert.Equal(frames - 1, answer.Gaps.Sum(gap => gap.Missing) + (lost?.Records ?? 0));
        Assert.InRange((long)Sql("SELECT count(*) FROM intervals")!, 1, LedgerState.IntervalLimit);
        Assert.InRange(answer.Gaps.Count, 0, LedgerState.IntervalLimit);
        Assert.InRange((long)Sql("SELECT count(*) FROM folded")!, folded ? 1 : 0, FoldedRecords.Limit);
    }

    [Fact]
    public void What_comes_late_of_a_gap_that_is_no_longer_kept_by_itself_is_neither_a_repetition_nor_lost()
    {
        const int Frames = LedgerState.IntervalLimit + 1;
        var stream = new StreamKey("edge-1", _old, DeliveryClass.Normal);
        using (var ledger = Open())
        {
            ledger.Commit(
                [.. Enumerable.Range(0, Frames).Select(number => Of(_old, (2 * number) + 1, (2 * number) + 1))], IngestEntries.Of());
            Assert.True(ledger.Holds(stream, 1));
            Assert.False(ledger.Holds(stream, 2));
        }

        using var later = Open();
        var lost = Notes().Single(note => note.Kind == HistoryKind.Lost).Records;
        Assert.Null(later.HeldOf(stream, 2, 2));
        Send(later, _old, 2, 2);

        Assert.True(later.Holds(stream, 2));
        Assert.Equal(lost - 1, Notes().Single(note => note.Kind == HistoryKind.Lost).Records);
        for (var number = 2L; number < 2 * Frames; number += 2) Send(later, _old, number, number);
        Assert.DoesNotContain(Notes(), note => note.Kind is HistoryKind.Lost or HistoryKind.CameAgain);
        Assert.Empty(later.Gaps());
        Assert.Equal(0L, Sql("SELECT count(*) FROM folded"));
    }

    [Fact]
    public void Closed_gaps_do_not_gather()
    {
        using var ledger = Open();
        for (var number = 0; number < GapTable.ClosedLimit + 300; number++)
        {
            var at = number * 3;
            Send(ledger, _old, at + 3, at + 3);
            foreach (var gap in ledger.Unreported()) ledger.Reported(gap);
            Send(ledger, _old, at + 1, at + 2);
            foreach (var gap in ledger.Unreported()) ledger.Reported(gap);
        }

        Assert.InRange((long)Sql("SELECT count(*) FROM gaps")!, GapTable.ClosedLimit, GapTable.ClosedLimit + 2);
    }

    private static MeasurementFrame Of(Guid epoch, long first, long last, string node = "edge-1", DeferredRange? held = null) =>
        Some.Frame([], first, last, node) with { Epoch = epoch, Deferred = held is null ? null : [held] };

    private static void Send(FrameLedger ledger, Guid epoch, long first, long last, string node = "edge-1", DeferredRange? held = null) =>
        ledger.Commit([Of(epoch, first, last, node, held)], IngestEntries.Of());

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
