using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

public sealed class DeadLetterTableTests : IDisposable
{
    private static readonly DeadLetterLimits Small = new() { NodeLetters = 10, NodeBytes = 1000, LetterBytes = 400, TotalLetters = 30, TotalBytes = 100_000 };

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(11, 9, 2)]
    [InlineData(1000, 10, 990)]
    public void The_oldest_letters_of_a_node_make_room_and_are_counted(int written, int atMost, int droppedAtLeast)
    {
        using var ledger = Open();
        for (var number = 0; number < written; number++) Keep(ledger, "edge-1", $"reason {number}");

        var letters = Letters(out var dropped);

        Assert.InRange(letters.Count, 1, atMost);
        Assert.InRange(dropped, droppedAtLeast, written - letters.Count);
        Assert.Equal($"reason {written - 1}", letters[^1].Reason);
        Assert.Equal(written, ledger.Counts.Points.DeadLetters);
    }

    [Fact]
    public void A_flood_of_one_node_leaves_the_letters_of_others()
    {
        using var ledger = Open();
        Keep(ledger, "edge-1", "the one that counts");
        for (var number = 0; number < 1000; number++) Keep(ledger, "edge-2", "flood", new byte[300]);

        Assert.Single(Letters(out _), letter => letter.Node == "edge-1");
        Assert.True(Letters(out _).Where(letter => letter.Node == "edge-2").Sum(letter => letter.Content.Length) <= Small.NodeBytes);
    }

    [Fact]
    public void Many_nodes_together_have_a_bound_too()
    {
        using var ledger = Open();
        for (var number = 0; number < 640; number++) Keep(ledger, $"edge-{number % 64}", "flood");

        Assert.InRange(Letters(out _).Count, 1, 30 + 64);
    }

    [Fact]
    public void A_letter_that_is_too_long_is_cut_and_says_so()
    {
        using var ledger = Open();
        Keep(ledger, "edge-1", "why", new byte[2000]);

        var letter = Assert.Single(Letters(out _));
        Assert.Equal(400, letter.Content.Length);
        Assert.Contains("2,000", letter.Reason, StringComparison.Ordinal);
    }

    private static void Keep(FrameLedger ledger, string node, string reason, byte[]? content = null) =>
        ledger.Commit([], IngestEntries.Of(new CloudDeadLetter(node, string.Empty, reason, content ?? [1])));

    private IReadOnlyList<CloudLetter> Letters(out long dropped)
    {
        using var reader = new CloudBooksReader(_directory.Path);
        dropped = reader.LettersDropped();
        return reader.Letters(long.MaxValue);
    }

    private FrameLedger Open() => new(_directory.File("ledger.db"), new FakeTimeProvider(), Small);
}
