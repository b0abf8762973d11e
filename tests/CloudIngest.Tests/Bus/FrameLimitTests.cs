using System.Text;
using System.Text.Json.Nodes;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;

namespace EventEdge.CloudIngest.Tests.Bus;

/// <summary>
/// The bounds of a frame's head at their limit, one beyond and a hundred times beyond; those of its points are elsewhere.
/// </summary>
public sealed class FrameLimitTests
{
    // Levels of an unknown member below that of the frame.
    private const int Levels = FrameLimits.Depth - 1;

    private static readonly Dictionary<string, (long Limit, Func<long, JsonObject> Make)> Bounds = new()
    {
        ["characters of a node's name"] = (FrameLimits.NodeCharacters, n => With("node", new string('n', (int)n))),
        ["ranges that are deferred"] = (FrameLimits.DeferredRanges, n => With("held_back", RangesOf((int)n))),
        ["the highest sequence"] = (FrameLimits.Sequence, n => With("first_sequence", n - 1, With("last_sequence", n))),
        ["records a frame stands for"] = (FrameLimits.Records, n => With("first_sequence", 1, With("last_sequence", n))),
        ["levels of JSON"] = (Levels, n => With("unknown", NestedOf((int)n))),
    };

    public static TheoryData<string> Names => [.. Bounds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_within_a_bound_is_read_and_what_is_beyond_is_refused_with_a_reason(string name)
    {
        var (limit, make) = Bounds[name];
        foreach (var within in new[] { limit - 1, limit }) Assert.Equal(2000, Read(make(within)).SentAt.Year);
        foreach (var beyond in new[] { limit + 1, 100 * limit })
            Assert.NotEmpty(Assert.Throws<FrameFormatException>(() => Read(make(beyond))).Message);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("0")]
    [InlineData("{}")]
    public void A_beginning_of_a_numbering_that_is_no_time_is_refused_by_its_name(string begun)
    {
        var frame = With("numbering_begun", JsonNode.Parse(begun));

        Assert.Contains("numbering_begun", Assert.Throws<FrameFormatException>(() => Read(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_of_an_earlier_version_does_not_say_when_its_numbering_began()
    {
        Assert.Null(Read(Head()).NumberingBegun);
        Assert.Null(Read(With("numbering_begun", null)).NumberingBegun);
        var begun = new DateTimeOffset(1999, 12, 31, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(begun, Read(With("numbering_begun", "1999-12-31T01:00:00+01:00")).NumberingBegun);
    }

    private static MeasurementFrame Read(JsonObject frame)
    {
        var read = FrameBody.Decode(Encoding.UTF8.GetBytes(frame.ToJsonString(new() { MaxDepth = 100 * FrameLimits.Depth })));
        Assert.Empty(FrameCodec.ToPoints(read));
        return read;
    }

    private static JsonObject Head() => new()
    {
        ["format"] = 1,
        ["node"] = "edge-1",
        ["epoch"] = Guid.Empty.ToString(),
        ["class"] = "normal",
        ["first_sequence"] = 1_000_000,
        ["last_sequence"] = 1_000_000,
        ["sent_at"] = "2000-01-01T00:00:00Z",
        ["series"] = new JsonArray(),
    };

    private static JsonObject With(string member, JsonNode? value, JsonObject? frame = null)
    {
        frame ??= Head();
        frame[member] = value;
        return frame;
    }

    private static JsonArray RangesOf(int count) => [
        .. Enumerable.Range(0, count).Select(n => new JsonObject { ["first"] = (2 * n) + 1, ["last"] = (2 * n) + 1 })];

    private static JsonNode NestedOf(int levels)
    {
        JsonNode nested = new JsonArray();
        for (var level = 1; level < levels; level++) nested = new JsonArray(nested);
        return nested;
    }
}
