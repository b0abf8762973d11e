using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>What holds for any messages at all.</summary>
public sealed class DiscoveryLawTests
{
    private static readonly Gen<string> Level = Gen.OneOf(
        Gen.Const("plant"), Gen.Const("tele"), Gen.Const("{x}"), Gen.Const("state"), Gen.Const("SENSOR"), Gen.Const("zigbee2mqtt"),
            Gen.Const("N"),
        Gen.Const("spBv1.0"), Gen.String[Gen.Char["ab1°\u0001\"'#:{}-\n"], 1, 5].Select(l => l.Replace("#", "",
            StringComparison.Ordinal)).Where(l => l.Length > 0));

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Const("temperature"), Gen.Const("ts"), Gen.Const("id"), Gen.Const("node"), Gen.Const("a.b"), Gen.Const("time"),
        Gen.String[Gen.Char["abé \"\\'\n:{}#"], 0, 6]);

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Int.Select(i => $"{i}"), Gen.Double[-1e9, 1e9].Select(d => $"{d:R}"), Gen.Const("true"), Gen.Const("null"),
            Gen.Const("\"2026-01-01T12:00:00Z\""),
        Gen.Const("1767268800000"), Name.Select(n => System.Text.Json.JsonSerializer.Serialize(n)));

    private static readonly Gen<string> Json = Gen.Select(Name, Scalar, Name, Scalar, (n, s, m, t) =>
        $"{{{System.Text.Json.JsonSerializer.Serialize(n)}: {s}, \"values\": [{{{System.Text.Json.JsonSerializer.Serialize(m)}: {t}}}]}}");

    private static readonly Gen<byte[]> Payload = Gen.OneOf(
        Json.Select(Encoding.UTF8.GetBytes), Scalar.Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 40], Gen.Const("a=1 b=2"u8.ToArray()),
        Gen.Const("1;2;3"u8.ToArray()), Gen.Const("21.5 °C"u8.ToArray()), Gen.Const("cpu,host=a usage=1 1767268800000000000"u8.ToArray()));

    private static readonly Gen<SeenMessage[]> Messages = Gen.Select(Level.Array[1, 4], Payload, Gen.Int[0, 100], Gen.Bool, (levels,
        payload, at, kept) =>
        new SeenMessage(string.Join('/', levels), payload, Heard.Start.AddSeconds(at)) { Retained = kept }).Array[1, 30];

    [Fact]
    public void Whatever_was_heard_the_file_validates_and_is_the_same_each_time() => Messages.Sample(
        messages =>
        {
            var found = Found(messages);
            Assert.Equal(found.Text, Found(messages).Text);
            if (found.Text.Length == 0) return;
            var result = BindingsFile.Parse(found.Text, "bindings.yaml", EventEdgeComponents.Default);
            Assert.True(result.Problems.Count == 0, $"{string.Join('\n', result.Problems.Select(p => p.Render()))}\n{found.Text}");
            Assert.Equal(found.Bindings.Select(b => b.Name), result.Config!.Bindings.Select(b => b.Name));
        },
        iter: 100);

    [Fact]
    public void The_order_of_topics_does_not_matter()
    {
        var forward = new Heard().Every("lab/a1/x", 5, i => $"{{\"flow\": {i}}}").Every("lab/a2/x", 5, i => $"{{\"flow\": {i}}}");
        var backward = new Heard().Every("lab/a2/x", 5, i => $"{{\"flow\": {i}}}").Every("lab/a1/x", 5, i => $"{{\"flow\": {i}}}");
        Assert.Equal(forward.Found().Text, backward.Found().Text);
    }

    [Fact]
    public void A_recording_is_bounded_in_messages_bytes_and_topics()
    {
        var few = new MessageRecording(new() { Messages = 3 });
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(i => few.Add(Message($"t/{i}", 10))));
        Assert.Equal("3 messages", few.Full);

        var small = new MessageRecording(new() { Bytes = 1024, Payload = 600 });
        Assert.Equal([true, true, false], new[] { 500, 5000, 600 }.Select(size => small.Add(Message("t", size))));
        Assert.Equal((3, 1), (small.Topics[0].Count, small.Topics[0].TooLarge));

        var narrow = new MessageRecording(new() { Topics = 2 });
        for (var i = 0; i < 5; i++) narrow.Add(Message($"t/{i}", 1));
        Assert.Equal((2, 3L), (narrow.TopicCount, narrow.BeyondTopics));

        var frequent = new MessageRecording(new() { MessagesOfTopic = 2 });
        for (var i = 0; i < 5; i++) frequent.Add(Message("t", 1));
        Assert.Equal((2, 5L), (frequent.Topics[0].Messages.Count, frequent.Topics[0].Count));
    }

    private static SeenMessage Message(string topic, int size) => new(topic, new byte[size], Heard.Start);

    private static DiscoveredBindings Found(SeenMessage[] messages)
    {
        var recording = new MessageRecording();
        foreach (var message in messages) recording.Add(message);
        return BindingsDiscovery.Of(recording);
    }
}
