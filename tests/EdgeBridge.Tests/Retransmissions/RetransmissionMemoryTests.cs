using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Retransmissions;

public sealed class RetransmissionMemoryTests : IAsyncDisposable
{
    private readonly SimulatedDisk _disk = new();
    private MessageJournal _journal;
    private RetransmissionMemory _memory;

    public RetransmissionMemoryTests()
    {
        _journal = Open();
        _memory = new RetransmissionMemory(_journal);
    }

    [Fact]
    public async Task A_retransmission_is_acknowledged_only_once_its_first_copy_is_durable()
    {
        _disk.SyncGate.Reset();
        var first = Accept(Message(7)).AsTask();
        var retransmission = Accept(Retransmission(7)).AsTask();
        Assert.False(first.IsCompleted || retransmission.IsCompleted);

        _disk.SyncGate.Set();

        Assert.True(await first);
        Assert.True(await retransmission);
        Assert.Equal((1, 2), (_memory.Resent, _journal.NextSequence));
    }

    [Fact]
    public async Task A_retransmission_whose_first_copy_was_withheld_is_journalled()
    {
        Assert.False(await Accept(Message(7), journalLimit: 0));
        Assert.False(await Accept(Retransmission(7), journalLimit: 0));

        Assert.True(await Accept(Retransmission(7)));

        Assert.Equal((0, 2), (_memory.Resent, _journal.NextSequence));
    }

    [Fact]
    public async Task A_retransmission_waits_with_its_first_copy_for_a_disk_that_refused_once()
    {
        _disk.FailNth(DiskOperation.Sync, 1, permanent: false);
        Assert.All(await BothAsync(), Assert.True);
        Assert.Equal((1, 2), (_memory.Resent, _journal.NextSequence));
    }

    [Fact]
    public async Task A_retransmission_whose_first_copy_the_disk_lost_is_withheld_and_after_a_restart_journalled()
    {
        Assert.True(await Accept(Message(6)));
        _disk.FailNth(DiskOperation.Sync, 1, permanent: true);
        var withheld = BothAsync();
        await RestartAsync(new RetransmissionChanges(0, 0, [], []), powerCut: true);
        Assert.All(await withheld, Assert.False);

        Assert.True(await Accept(Retransmission(7)));

        Assert.Equal((0, 3), (_memory.Resent, _journal.NextSequence));
    }

    [Fact]
    public async Task A_retransmission_needs_no_room()
    {
        await Accept(Message(7));

        Assert.True(await Accept(Retransmission(7), journalLimit: 0));
        Assert.False(await Accept(Message(8), journalLimit: 0));
    }

    [Fact]
    public async Task Only_what_is_durable_is_saved()
    {
        await Accept(Message(1));
        _disk.SyncGate.Reset();
        var pending = Accept(Message(2)).AsTask();

        var changes = _memory.Changes();
        _disk.SyncGate.Set();
        await pending;

        Assert.Equal(1, changes.Through);
        Assert.Equal([1], Assert.Single(changes.Changed).Packets.Select(p => (int)p.Id));
        _memory.Accept(changes);
        Assert.Equal([1, 2], Assert.Single(_memory.Changes().Changed).Packets.Select(p => (int)p.Id));
    }

    [Fact]
    public async Task What_did_not_change_is_not_saved_again()
    {
        await Accept(Message(1, "a"));
        await Accept(Message(1, "b"));
        _memory.Accept(_memory.Changes());

        await Accept(Message(2, "b"));

        Assert.Equal("b", Assert.Single(_memory.Changes().Changed).Id);
    }

    [Fact]
    public async Task A_client_whose_messages_are_released_is_saved_once_with_that_and_not_again_and_again()
    {
        await Accept(Message(1, "a"));
        await Accept(Message(2, "a"));
        _memory.Accept(_memory.Changes());
        _memory.Release("a", 2);
        var changes = _memory.Changes();
        Assert.Equal([1, 0], Assert.Single(changes.Changed).Packets.Select(p => (int)p.Sequence));
        _memory.Accept(changes);
        Assert.Empty(_memory.Changes().Changed);
        _memory.Release("a", 2);
        Assert.Empty(_memory.Changes().Changed);
    }

    [Fact]
    public async Task A_start_knows_what_was_saved_and_what_was_journalled_since()
    {
        await Accept(Message(1, "a"));
        await Accept(Retransmission(1, "a"));
        var saved = _memory.Changes();
        await Accept(Message(1, "b"));
        await Accept(Message(2, "a"));
        await RestartAsync(saved);

        foreach (var retransmission in new[] { Retransmission(1, "a"), Retransmission(2, "a"), Retransmission(1, "b") })
            Assert.True(await Accept(retransmission));

        Assert.Equal((4, 4), (_memory.Resent, _journal.NextSequence));
    }

    [Fact]
    public void Positions_of_a_journal_that_was_lost_are_not_believed()
    {
        _memory.Restore([new SavedClient("a", [new SavedPacket(1, PacketDigest.Of("t", "1"u8), 5)])], resent: 3);

        Assert.False(_memory.Knows(Retransmission(1, "a")));
        Assert.Equal(3, _memory.Resent);
    }

    [Fact]
    public void A_flood_of_clients_stays_in_bounds_and_pushes_out_those_heard_longest_ago()
    {
        const int limit = 100_000;
        _memory = new RetransmissionMemory(_journal, limit);

        for (var i = 0; i < 2000; i++)
        {
            _memory.Pass(Message(1, $"client-{i}"), DateTimeOffset.UnixEpoch);
            Assert.InRange(_memory.Bytes, 1, limit + 2000);
        }

        Assert.True(_memory.Knows(Retransmission(1, "client-1999")));
        Assert.False(_memory.Knows(Retransmission(1, "client-0")));
        Assert.InRange(_memory.ClientCount, 50, 200);
    }

    [Fact]
    public async Task What_comes_under_a_released_identifier_is_journalled_however_equal_it_is()
    {
        await Accept(Message(1, "a"));
        await Accept(Message(2, "a"));
        _memory.Release("a", 1);
        await Accept(Retransmission(1, "a"));
        await Accept(Retransmission(2, "a"));

        Assert.Equal((1, 4), (_memory.Resent, _journal.NextSequence));
        await RestartAsync(_memory.Changes());
        Assert.True(_memory.Knows(Retransmission(1, "a")));
    }

    [Fact]
    public async Task A_client_that_begins_a_new_session_resends_nothing_of_the_one_before()
    {
        await Accept(Message(1, "a"));
        var before = _memory.Bytes;
        _memory.Forget("a");
        await Accept(Retransmission(1, "a"));

        Assert.Equal((0, 3, before), (_memory.Resent, _journal.NextSequence, _memory.Bytes));
    }

    [Fact]
    public async Task A_client_that_is_forgotten_goes_from_the_disk_too()
    {
        _memory = new RetransmissionMemory(_journal, 3000);
        await Accept(Message(1, "old"));
        _memory.Accept(_memory.Changes());
        for (var i = 0; i < 10; i++) await Accept(Message(1, $"client-{i}"));

        var changes = _memory.Changes();
        Assert.Equal(["old"], changes.Forgotten);
        _memory.Accept(changes);
        Assert.Empty(_memory.Changes().Forgotten);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task RestartAsync(RetransmissionChanges saved, bool powerCut = false)
    {
        await _journal.DisposeAsync();
        if (powerCut) _disk.CutPower(() => false);
        _journal = Open();
        _memory = RetransmissionRebuild.Build(_journal, saved.Changed, saved.Through, saved.Resent);
    }

    private MessageJournal Open() =>
        MessageJournal.Open(
            new JournalOptions { Directory = "/data/journal", SegmentBytes = 1 << 20 }, _disk.NewProcess(), NullLogger.Instance);

    private ValueTask<bool> Accept(in ReceivedMessage message, long journalLimit = long.MaxValue) =>
        new MessageIntake(_journal, _memory, new VolatileQueue(), journalLimit, TimeProvider.System)
            .AcceptAsync(message, TestContext.Current.CancellationToken);

    private Task<bool[]> BothAsync() => Task.WhenAll(Accept(Message(7)).AsTask(), Accept(Retransmission(7)).AsTask())
        .WaitAsync(LogFixture.Patience, TestContext.Current.CancellationToken);

    private static ReceivedMessage Retransmission(ushort id, string client = "sensor") => Message(id, client) with { Duplicate = true };

    private static ReceivedMessage Message(ushort id, string client = "sensor") =>
        new("t", "1"u8.ToArray(), Qos: 1, Retained: false, Duplicate: false, client, id);
}
