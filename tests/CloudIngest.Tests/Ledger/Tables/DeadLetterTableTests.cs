using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Contracts.Frames;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class DeadLetterTableTests : IDisposable
{
    private static readonly DeadLetterLimits Small = new()
    { NodeDeadLetters = 10, NodeBytes = 1000, DeadLetterBytes = 400, TotalDeadLetters = 30, TotalBytes = 100_000 };

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(11, 9, 2)]
    [InlineData(1000, 10, 990)]
    public void The_oldest_dead_letters_of_a_node_make_room_and_are_counted(int written, int atMost, int droppedAtLeast)
    {
        using var ledger = Open();
        for (var number = 0; number < written; number++) Keep(ledger, "edge-1", $"reason {number}");

        var deadLetters = DeadLetters(out var dropped);

        Assert.InRange(deadLetters.Count, 1, atMost);
        Assert.InRange(dropped, droppedAtLeast, written - deadLetters.Count);
        Assert.Equal($"reason {written - 1}", deadLetters[^1].Reason);
        Assert.Equal(written, ledger.Counts.Points.DeadLetters);
    }

    [Fact]
    public void A_flood_of_one_node_leaves_the_dead_letters_of_others()
    {
        using var ledger = Open();
        Keep(ledger, "edge-1", "the one that counts");
        for (var number = 0; number < 1000; number++) Keep(ledger, "edge-2", "flood", new byte[300]);

        Assert.Single(DeadLetters(out _), deadLetter => deadLetter.Node == "edge-1");
        Assert.True(DeadLetters(out _).Where(deadLetter => deadLetter.Node == "edge-2")
            .Sum(deadLetter => deadLetter.Content.Length) <= Small.NodeBytes);
    }

    [Fact]
    public void Whatever_nodes_frames_without_a_sender_name_they_are_one_flood_and_leave_the_dead_letters_of_others()
    {
        using var ledger = Open();
        var check = new SenderCheck(SenderRule.Named, "cloud");
        for (var number = 0; number < 9; number++) Keep(ledger, "edge-1", "the ones that count");
        for (var number = 0; number < 1000; number++) Keep(ledger, check.OriginOf(null, $"edge-{number}"), "flood");

        var deadLetters = DeadLetters(out _);
        Assert.Equal(9, deadLetters.Count(deadLetter => deadLetter.Node == "edge-1"));
        Assert.InRange(deadLetters.Count, 10, 9 + (int)Small.NodeDeadLetters);
        Assert.True(deadLetters[^1].IsOf("edge-999"));
        Assert.False(deadLetters[^1].IsOf("edge-99"));
    }

    [Fact]
    public void Many_nodes_together_have_a_bound_too()
    {
        using var ledger = Open();
        for (var number = 0; number < 640; number++) Keep(ledger, $"edge-{number % 64}", "flood");

        Assert.InRange(DeadLetters(out _).Count, 1, 30 + 64);
    }

    [Fact]
    public void A_frame_is_kept_whole_however_large_so_that_it_can_be_sent_again()
    {
        using var ledger = new FrameLedger(_directory.File("ledger.db"), new FakeTimeProvider());
        Keep(ledger, "edge-1", "why", new byte[FrameLimits.BodyBytes]);

        Assert.Equal(FrameLimits.BodyBytes, Assert.Single(DeadLetters(out _)).Content.Length);
    }

    [Theory]
    [InlineData("records 1 to 9 cannot be stored: ArgumentException: no", "unstored", true)]
    [InlineData("not a frame: cannot be stored: ", "frame", false)]
    public void A_frame_that_could_not_be_stored_can_be_sent_again_and_one_that_is_none_cannot(
        string reason, string stage, bool canBeSentAgain)
    {
        using var ledger = Open();
        Keep(ledger, "edge-1", reason);

        var deadLetter = Assert.Single(DeadLetters(out _));
        Assert.Equal((stage, canBeSentAgain), (deadLetter.Stage, deadLetter.CanBeSentAgain));
    }

    [Fact]
    public void A_dead_letter_that_is_too_long_is_cut_and_says_so()
    {
        using var ledger = Open();
        ledger.Commit([], IngestEntries.Of(new CloudDeadLetter("edge-1", "b", "why", new byte[2000])));

        var deadLetter = Assert.Single(DeadLetters(out _));
        Assert.Equal(400, deadLetter.Content.Length);
        Assert.Contains("2,000", deadLetter.Reason, StringComparison.Ordinal);
    }

    private static void Keep(FrameLedger ledger, string node, string reason, byte[]? content = null) =>
        ledger.Commit([], IngestEntries.Of(new CloudDeadLetter(node, string.Empty, reason, content ?? [1])));

    private IReadOnlyList<StoredCloudDeadLetter> DeadLetters(out long dropped)
    {
        using var reader = new CloudLedgerReader(_directory.Path);
        dropped = reader.DeadLettersDropped();
        return reader.DeadLetters(long.MaxValue);
    }

    private FrameLedger Open() => new(_directory.File("ledger.db"), new FakeTimeProvider(), Small);
}
