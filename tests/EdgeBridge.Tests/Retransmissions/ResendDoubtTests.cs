using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Retransmissions;

/// <summary>
/// A message whose sync failed is on the disk or not, nobody knows: its sensor sends it again, and it counts once either way.
/// </summary>
public sealed class ResendDoubtTests
{
    private readonly SimulatedDisk _disk = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_resend_of_what_is_in_doubt_waits_for_that_one()
    {
        await using (var journal = Open())
        {
            var first = journal.Append(Message(1), DateTimeOffset.UnixEpoch);
            Assert.True(await journal.IsCommittedAsync(first));
            Fail(true);
            journal.Append(Message(2), DateTimeOffset.UnixEpoch);
            await LogCrashTests.WaitUntil(() => journal.IsStalled);
            _disk.Kill();
        }

        Fail(true);
        await using var again = Open();
        Assert.Equal(1, again.CommittedSequence);
        var memory = RetransmissionRebuild.Build(again, [], 0, 0);
        var passed = memory.Pass(Message(2) with { Duplicate = true }, DateTimeOffset.UnixEpoch);
        Assert.Equal((2L, true), (passed.Sequence, passed.IsRetransmission));
        var kept = again.IsCommittedAsync(passed.Sequence).AsTask();
        Assert.False(kept.IsCompleted);
        Fail(false);
        Assert.True(await kept.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal(3, again.NextSequence);
    }

    private void Fail(bool fails) => _disk.Before = (operation, _) =>
    {
        if (fails && operation is (DiskOperation.Sync or DiskOperation.Create)) throw new IOException("Input/output error");
    };

    private static ReceivedMessage Message(ushort id) => new("plant/a", "21.5"u8.ToArray(), 1, false, false, "sensor", id);

    private MessageJournal Open() =>
        MessageJournal.Open(new JournalOptions { Directory = "/data/journal" }, _disk.NewProcess(), NullLogger.Instance);
}
