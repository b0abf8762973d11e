using System.Text;
using System.Text.Json;
using CsCheck;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>
/// Whatever a function answers becomes points that the cloud's reader takes, or a dead letter; nothing it answers ends the dispatcher.
/// </summary>
public sealed class AnyAnswerTests
{
    private const string Bindings =
        """
        bindings:
          - name: each
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { process: "false" }
            emit: { measurement: each, tags: [device] }
          - name: windows
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device }
            window: { tumbling: 10s, group_by: [device] }
            function: { process: "false" }
            emit: { measurement: windows }
        """;

    private static readonly Gen<string> Name = Gen.Frequency(
        (6, Gen.String[Gen.Char["abc_"], 1, 3]),
        (1, Gen.OneOf<string>("", "node", "partial", "device", "revision", "a b", "größe", "🌡️", "\0", "\"", "\\", "a,b=c\n")),
        (1, Gen.Int[4_090, 5_000].Select(length => new string('n', length))));

    private static readonly Gen<string> Text = Gen.Frequency(
        (8, Name), (1, Gen.Int[0, 20_000].Select(length => new string('\u0001', length))));

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(number => JsonSerializer.Serialize(number)),
        Gen.OneOf<string>("0", "-0.0", "1e308", "1e999", "18446744073709551617", "true", "null", "[]", "{}", "\"\\ud800\"", "\"\\udc00a\""),
        Text.Select(text => JsonSerializer.Serialize(text)));

    private static readonly Gen<string> Time = Gen.OneOf<string>(
        "\"2026-03-01T12:00:03Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2262-04-12T00:00:00Z\"",
        "\"1969-12-31T23:59:59Z\"", "0", "-1", "1e300", "\"\"");

    private static readonly Gen<string> Measured =
        from name in Gen.Frequency((3, Gen.Const("null")), (1, Name.Select(name => JsonSerializer.Serialize(name))))
        from time in Gen.Frequency((3, Gen.Const("null")), (1, Time))
        from tags in Gen.Select(Name, Text).Array[0, 4]
        from fields in Gen.Select(Name, Value).Array[0, 6]
        from more in Gen.Frequency((60, Gen.Const(0)), (1, Gen.Int[9_000, 11_000]))
        select Json(name, time, tags.Select(tag => (tag.Item1, JsonSerializer.Serialize(tag.Item2))), fields, more);

    private static readonly Gen<string> Answer = Gen.Frequency(
        (8, Measured), (3, Measured.Array[0, 3].Select(many => $"[{string.Join(',', many)}]")),
        (1, Gen.OneOf<string>("", "{\"\\ud800\":1}", "{\"fields\":{\"\\ud800\":1}}", "[[", "null")));

    [Fact]
    public void The_frame_is_accepted_with_every_point_as_it_was() => Answer.Array[1, 8].Sample(
        answers =>
        {
            var output = new CollectingOutput();
            using var dispatcher = Some.Dispatcher(Bindings, output);
            var versions = Some.Config(Bindings).Bindings.ToDictionary(binding => binding.Name, BindingVersion.Of);
            var sequence = 0L;
            foreach (var answer in answers)
            {
                var called = ++sequence;
                dispatcher.Dispatch(Some.Reading(10 * called, 20, sequence: called));
                foreach (var binding in (string[])["each", "windows"])
                {
                    // A window's call is the second thing that is decided on, by the message behind it.
                    dispatcher.End(
                        new(new BindingIdentity(binding, versions[binding]), new(called, 0), Encoding.UTF8.GetBytes(answer), null),
                        ++sequence);
                }
            }

            var points = output.Points.Select(point => new FramePoint(point.Cursor, point.Binding.Name, point.Binding.Version, point.Point))
                .ToList();
            Assert.True(points.Count + output.DeadLetters.Count > 0 || answers.All(IsEmpty), string.Join('\n', answers));
            Assert.Equal(
                points.Select(point => (point.Sequence, string.Empty, Line(point.Point))).Order(),
                points.Chunk(500).SelectMany(Read).Order());
        },
        iter: 60);

    private static IEnumerable<(long, string, string)> Read(IReadOnlyList<FramePoint> points)
    {
        var frame = new MeasurementFrame
        {
            Node = "n1",
            Epoch = Guid.NewGuid(),
            Class = DeliveryClass.Normal,
            FirstSequence = 1,
            LastSequence = points[^1].Sequence,
            SentAt = Some.Noon,
            Series = FrameCodec.ToSeries(points, 1),
        };
        return FrameCodec.ToPoints(FrameBody.Decode(FrameBody.Encode(frame)))
            .Select(read => (read.Sequence, read.Refusal ?? string.Empty, Line(read.Point)));
    }

    // The id does not travel.
    private static string Line(Point point) => CollectingOutput.Line(point with { Id = 0 });

    private static bool IsEmpty(string answer) => answer is "null" or "[]" || !answer.Contains("fields", StringComparison.Ordinal)
        || answer.Contains("null", StringComparison.Ordinal) || answer.Contains("\"fields\":{}", StringComparison.Ordinal);

    private static string Json(string name, string time, IEnumerable<(string, string)> tags, IEnumerable<(string, string)> fields, int more)
    {
        var members = new List<string>
            { $"\"tags\":{Map(tags)}", $"\"fields\":{Map(fields.Concat(Enumerable.Range(0, more).Select(place => ($"f{place}", "1"))))}" };
        if (name != "null") members.Add($"\"name\":{name}");
        if (time != "null") members.Add($"\"time\":{time}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static string Map(IEnumerable<(string Name, string Value)> entries) =>
        $"{{{string.Join(',', entries.Select(entry => $"{JsonSerializer.Serialize(entry.Name)}:{entry.Value}"))}}}";
}
