using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Intake;

public sealed class MessageIntakeTests : IAsyncLifetime
{
    private const int SegmentBytes = 1 << 20;

    private readonly List<DeadLetter> _deadLetters = [];
    private readonly MessageJournal _journal = MessageJournal.Open(
        new JournalOptions { Directory = "/data/journal", SegmentBytes = SegmentBytes }, new SimulatedDisk().NewProcess(),
        NullLogger.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Theory]
    [InlineData(SegmentBytes - 4096, 0)]
    [InlineData(SegmentBytes, 1)]
    [InlineData(100 * SegmentBytes, 1)]
    public async Task A_message_that_no_segment_holds_is_given_up_with_the_reason_and_acknowledged(int bytes, int givenUp)
    {
        var intake = new MessageIntake(
            _journal, new RetransmissionMemory(_journal), new VolatileQueue(), long.MaxValue, TimeProvider.System)
        {
            DeadLetters = _deadLetters.Add,
        };

        Assert.True(
            await intake.AcceptAsync(new("t", new byte[bytes], 1, false, false, "sensor", 7), TestContext.Current.CancellationToken));
        Assert.True(await intake.AcceptAsync(new("t", new byte[1], 1, false, false, "sensor", 8), TestContext.Current.CancellationToken));

        Assert.Equal(givenUp, _deadLetters.Count);
        Assert.All(_deadLetters, letter => Assert.Contains($"{bytes:N0} bytes", letter.Reason, StringComparison.Ordinal));
        Assert.Equal(2 - givenUp, intake.Accepted);
    }
}
