using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Fuzz.Frames;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Bus;

/// <summary>Whatever the bytes of a frame are, it is read into values that hold their promises, or refused with a reason.</summary>
public sealed class HostileFrameTests
{
    private static readonly string Right = File.ReadAllText(Repository.File("tests/CloudIngest.Tests/Bus/frame.approved.json"));

    [Theory]
    [InlineData("node")]
    [InlineData("epoch")]
    [InlineData("class")]
    [InlineData("first_sequence")]
    [InlineData("last_sequence")]
    [InlineData("sent_at")]
    [InlineData("series")]
    [InlineData("series[0]")]
    [InlineData("series[0].count")]
    [InlineData("series[0].tags")]
    [InlineData("series[0].tags[0]")]
    [InlineData("series[0].tags[0].values")]
    [InlineData("series[0].tags[0].index[0]")]
    [InlineData("series[0].time")]
    [InlineData("series[0].time.unit")]
    [InlineData("series[0].time.base")]
    [InlineData("series[0].time.step")]
    [InlineData("series[0].time.step[0]")]
    [InlineData("series[0].sequence")]
    [InlineData("series[0].sequence[0]")]
    [InlineData("series[0].fields")]
    [InlineData("series[0].fields[0]")]
    [InlineData("series[0].fields[0].values")]
    public void Null_is_refused_where_there_must_be_something(string place) => Assert.NotEmpty(Refused(With(place, null)));

    [Theory]
    [InlineData("node", "\"\"")]
    [InlineData("format", "0")]
    [InlineData("format", "2")]
    [InlineData("first_sequence", "0")]
    [InlineData("last_sequence", "9007199254740992")]
    [InlineData("last_sequence", "1000000000000")]
    [InlineData("held_back", """[{"first":1,"last":5},{"first":1,"last":7}]""")]
    [InlineData("held_back", """[{"first":3,"last":5},{"first":1,"last":2}]""")]
    [InlineData("series[0].count", "2147483648")]
    [InlineData("series[0].count", "-1")]
    [InlineData("series[0].time.base", "9223372036854775807")]
    [InlineData("series[0].time.step[1]", "9223372036854775807")]
    [InlineData("series[0].sequence[1]", "9223372036854775807")]
    [InlineData("series[0].tags[0].index[0]", "-1")]
    public void A_value_out_of_its_range_is_refused(string place, string value) => Assert.NotEmpty(Refused(WithText(place, value)));

    [Theory]
    [InlineData("series[0].binding", "null")]
    [InlineData("series[0].version", "[null]")]
    [InlineData("series[0].measurement", "\"\"")]
    [InlineData("series[0].measurement", "{\"a\":[1]}")]
    [InlineData("series[0].tags[0].name", "null")]
    [InlineData("series[0].tags[0].name", "\"\"")]
    [InlineData("series[0].tags[1].name", "\"device\"")]
    [InlineData("series[0].tags[0].values[0]", "null")]
    [InlineData("series[0].tags[0].values[0]", "17")]
    [InlineData("series[0].tags[0].values[0]", "\"\\udc00\"")]
    [InlineData("series[0].time.base", "9000000000000000000")]
    [InlineData("series[0].time.step[1]", "-9223372036854775808")]
    [InlineData("series[0].window", "[9223372036854775807]")]
    [InlineData("series[0].window", "[-1]")]
    [InlineData("series[0].window", "[null]")]
    [InlineData("series[0].window", "[1.5]")]
    [InlineData("series[0].revision", "[-1]")]
    [InlineData("series[0].revision", "[2147483648]")]
    [InlineData("series[0].revision", "[\"a\"]")]
    [InlineData("series[0].fields[0].name", "null")]
    [InlineData("series[0].fields[0].name", "\"\"")]
    [InlineData("series[0].fields[1].name", "\"count\"")]
    [InlineData("series[0].fields[0].values", "[1e999]")]
    [InlineData("series[0].fields[0].values", """["\ud800"]""")]
    [InlineData("series[0].fields[0].values", "[[1]]")]
    [InlineData("series[0].fields[0].values", """[{"a":1}]""")]
    public void What_is_wrong_with_some_points_is_refused_with_them_alone(string place, string value)
    {
        var right = FrameCodec.ToPoints(FrameBody.Decode(Encoding.UTF8.GetBytes(Right)));
        var points = FrameCodec.ToPoints(FrameBody.Decode(WithText(place, value)));

        Assert.All(right, point => Assert.Null(point.Refusal));
        Assert.Equal(right.Count, points.Count);
        Assert.Contains(points, point => point.Refusal is { Length: > 0 });
        Assert.Contains(points, point => point.Refusal is null);
        Assert.Equal(right.Select(point => point.Sequence), points.Select(point => point.Sequence));
    }

    [Theory]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]")]
    [InlineData("{\"node\":\"a\",\"node\":\"b\"}")]
    [InlineData("\u0000")]
    [InlineData("")]
    public void What_is_no_document_of_a_frame_is_refused(string text) => Assert.NotEmpty(Refused(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_block_without_points_and_with_a_tag_of_no_value_is_refused() => Assert.NotEmpty(Refused(WithText(
        "series", """[{"binding":"b","version":"v","measurement":"m","count":0,"tags":[{"name":"t","values":[]}],""" +
        """ "time":{"unit":"s","base":0,"step":[]},"sequence":[],"fields":[]}]""")));

    [Fact]
    public void A_body_that_grows_without_measure_is_refused_before_it_takes_the_memory()
    {
        var bomb = Compressed(new byte[480 * 1024 * 1024]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("without its compression", Refused(bomb), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Fact]
    public void A_body_that_lies_about_its_length_is_refused_before_it_takes_the_memory()
    {
        var bomb = Compressed(new byte[480 * 1024 * 1024]);
        BitConverter.TryWriteBytes(bomb.AsSpan(bomb.Length - 4), 1000u);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.NotEmpty(Refused(bomb));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Fact]
    public void One_entry_that_stands_for_every_point_cannot_become_more_than_the_memory()
    {
        var zeros = string.Join(',', Enumerable.Repeat("0", 100_000));
        var fields = string.Join(',', Enumerable.Range(0, 10_000).Select(place => $$"""{"name":"f{{place}}","values":[1]}"""));
        var time = $$"""{"unit":"s","base":0,"step":[{{zeros}}]}""";
        var columns = $$""" "tags":[],"time":{{time}},"sequence":[{{zeros}}],"fields":[{{fields}}]""";
        var series = $$"""[{"binding":"b","version":"v","measurement":"m","count":100000,{{columns}}}]""";

        Assert.Contains("tags and fields", Refused(WithText("series", series)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FrameLimits.Characters / 1024, true)]
    [InlineData((FrameLimits.Characters / 1024) + 1, false)]
    [InlineData(FrameLimits.Points, false)]
    public void One_text_that_stands_for_every_point_costs_no_more_than_so_many_characters(int points, bool isRead)
    {
        // Binding, version, measurement and the names of the tag and the field are five of them.
        var block = new SeriesBlock
        {
            Binding = "b", Version = "v", Measurement = "m", Count = points, Tags = [new("t", [new string('x', 1024 - 5)], null)],
            Time = new("s", 0, [.. Enumerable.Repeat(0L, points)]), Sequence = [.. Enumerable.Repeat(0L, points)], Fields = [new("f", [1])],
        };
        var frame = Some.Frame([Some.FramePoint()]) with { Series = [block] };

        var refusal = Record.Exception(() => (object)FrameCodec.ToPoints(frame)) as FrameFormatException;

        Assert.Equal(isRead, refusal is null);
        if (!isRead) Assert.Contains("characters", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_entries_than_a_frame_may_have_are_refused_while_they_are_read()
    {
        var values = string.Join(',', Enumerable.Repeat("0", FrameLimits.Entries + 1));

        Assert.Contains("entries", Refused(WithText("series[0].fields[0].values", $"[{values}]")), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_a_later_version_may_add_are_passed_over() =>
        Assert.Equal(4, FrameCodec.ToPoints(FrameBody.Decode(WithText("later", """{"a":[1,{"b":null}]}"""))).Count);

    [Fact]
    public void Twenty_thousand_frames_made_wrong_are_read_or_refused_and_what_was_read_can_be_written()
    {
        var lines = new StringBuilder();
        var result = new FrameFuzz(seed: 22).Run(20_000, TestContext.Current.CancellationToken, (frame, points) =>
        {
            lines.Clear();
            foreach (var point in points.Where(point => point.Refusal is null && PointTime.Fits(point.Point.Time)))
            {
                var node = new NodePoint(frame.Node, point.Binding, point.Point);
                if (LineProtocol.CanExpress(node.Point)) LineProtocol.TryAppend(lines, node, LinePrecision.For([node]));
                PointText.Tags(node.Point.Tags);
                PointText.Fields(node.Point.Fields);
            }
        });

        Assert.Null(result.Violation);
        Assert.True(result.Read > 1_000 && result.Refused > 10_000, $"{result}");
    }

    [Fact]
    public async Task Frames_that_wait_for_the_store_take_no_more_memory_than_there_is_for_them()
    {
        var memory = new FrameMemory(1000);
        var first = await memory.TakeAsync(600, CancellationToken.None);
        var second = memory.TakeAsync(600, CancellationToken.None);
        using var impatient = new CancellationTokenSource();
        var third = memory.TakeAsync(100, impatient.Token);
        Assert.Equal(600, memory.Taken);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        first.Dispose();
        first.Dispose();
        using (await second) Assert.Equal(600, memory.Taken);
        using (await memory.TakeAsync(5_000, CancellationToken.None)) Assert.Equal(1000, memory.Taken);
        Assert.Equal(0, memory.Taken);
    }

    private static string Refused(byte[] body) =>
        Assert.Throws<FrameFormatException>(() => FrameCodec.ToPoints(FrameBody.Decode(body))).Message;

    private static byte[] WithText(string place, string json) =>
        json.Contains("e999", StringComparison.Ordinal) || json.Contains("\\u", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(With(place, "HERE")).Replace("\"HERE\"", json, StringComparison.Ordinal))
            : With(place, JsonNode.Parse(json));

    private static byte[] With(string place, JsonNode? value)
    {
        var frame = JsonNode.Parse(Right)!;
        var owner = frame;
        var steps = place.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1]) owner = step[0] == '[' ? owner[int.Parse(step[1..^1], null)]! : owner[step]!;
        if (steps[^1][0] == '[') owner[int.Parse(steps[^1][1..^1], null)] = value;
        else owner[steps[^1]] = value;
        return Encoding.UTF8.GetBytes(frame.ToJsonString());
    }

    private static byte[] Compressed(byte[] plain)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        return body.ToArray();
    }
}
