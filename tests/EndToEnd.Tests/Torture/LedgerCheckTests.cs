using System.Text.Json;
using EventEdge.Torture.Check;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>What faults make the nodes give up is subtracted, exactly so much and no more.</summary>
public sealed class LedgerCheckTests
{
    private static readonly JsonElement Cloud = Json("""{"frames_waiting":0,"dead_letters":9,"gaps":[{"node":"poison"}]}""");

    [Theory]
    [InlineData(7, 5, true)]
    [InlineData(7, 4, false)]
    [InlineData(7, 6, false)]
    public void Events_beyond_the_limit_of_keys_and_messages_that_are_no_event_are_given_up_on_purpose(
        long keys, long hostile, bool clean) =>
        Assert.Equal(clean, LedgerCheck.Of(Edge(rejected: 12), Cloud, new(Refused: 9, KeyLimit: keys, Hostile: hostile)).IsClean);

    [Theory]
    [InlineData(4, 5, true)]
    [InlineData(4, 3, true)]
    [InlineData(4, 6, false)]
    public void Frames_that_nobody_can_read_are_at_least_so_many_dead_letters(long refused, long poison, bool clean) =>
        Assert.Equal(clean, LedgerCheck.Of(Edge(rejected: 0), Cloud, new(refused, poison)).IsClean);

    [Fact]
    public void A_gap_of_a_node_that_is_none_of_ours_is_no_departure()
    {
        Assert.Equal(0, LedgerCheck.Of(Edge(0), Cloud, new()).Gaps);
        Assert.Equal(
            1, LedgerCheck.Of(Edge(0), Json("""{"frames_waiting":0,"dead_letters":0,"gaps":[{"node":"torture-2"}]}"""), new()).Gaps);
    }

    private static JsonElement Edge(long rejected) => Json(
        $$"""
        {"in_flight":0,"unexplained":0,"outbox":{"points":0},"bindings":
            [{"binding":"b","in_flight":0,"unexplained":0,"late":0,"rejected":{{rejected}}}]}
        """);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
