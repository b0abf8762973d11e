using CsCheck;
using EventEdge.FunctionDispatcher.Decoders.SparkplugB;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.Tests.Support;

using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>A node is asked for its births where one is missing: seldom, and not again in a replay.</summary>
public sealed class SparkplugRequestTests : IDisposable
{
    private readonly CollectingOutput _output = new();
    private Dispatcher _dispatcher;
    private long _sequence;

    public SparkplugRequestTests() => _dispatcher = Some.Dispatcher(Bindings("sparkplug_b"), _output);

    public void Dispose() => _dispatcher.Dispose();

    [Fact]
    [Tck(
        "operational-behavior-data-commands-ncmd-rebirth-verb", "operational-behavior-data-commands-ncmd-rebirth-name",
        "operational-behavior-data-commands-ncmd-rebirth-value", "operational-behavior-data-commands-ncmd-verb",
        "operational-behavior-data-commands-ncmd-metric-name", "operational-behavior-data-commands-ncmd-metric-value", "topics-ncmd-topic",
        "topics-ncmd-timestamp", "topics-ncmd-payload", "payloads-ncmd-timestamp", "payloads-ncmd-seq", "payloads-name-cmd-requirement")]
    public void A_number_that_no_birth_has_named_asks_for_one()
    {
        Take(5, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));

        var request = Assert.Single(_output.Requests);
        Assert.Equal(("spBv1.0/g/NCMD/n", "metrics"), (request.Topic, request.Binding));
        Assert.Equal(Rebirth(Some.Noon.AddSeconds(5)), request.Payload.ToArray());
        Assert.Contains("no birth has come", Assert.Single(_output.DeadLetters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_with_names_are_taken_and_ask_too()
    {
        Take(0, "NDATA/n", Payload(null, 3, Metric("T", value: 1.5)));
        Assert.Single(_output.Requests);
        Assert.Single(_output.Points);
    }

    [Fact]
    public void A_device_whose_node_is_not_born_asks() => Asks(() => Take(0, "DBIRTH/n/d", Payload(null, 1, Metric("T", 1, 10, 1.5))));

    [Fact]
    public void A_device_that_is_not_born_asks()
    {
        Birth(0);
        Asks(() => Take(1, "DDATA/n/d", Payload(null, 1, Metric(alias: 7, value: 1.5))));
    }

    [Fact]
    public void A_number_that_is_not_in_the_birth_asks()
    {
        Birth(0);
        Asks(() => Take(1, "NDATA/n", Payload(null, 1, Metric(alias: 99, value: 1.5))));
    }

    [Fact]
    public void After_its_birth_nothing_is_asked()
    {
        Birth(0);
        for (var second = 1; second < 600; second++)
            Take(second, "NDATA/n", Payload(null, (ulong)second & 255, Metric(alias: 1, value: 1.5)));
        Assert.Empty(_output.Requests);
        Assert.Null(_dispatcher.NextDurableDeadline);
    }

    [Fact]
    public void It_is_asked_once_in_an_interval_and_again_while_nothing_comes()
    {
        for (var second = 0; second <= 90; second++) Take(second, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));
        Assert.Equal(4, _output.Requests.Count);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_silence_it()
    {
        Take(3600, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));
        Take(0, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));
        Assert.Equal(2, _output.Requests.Count);
    }

    [Fact]
    [Tck("operational-behavior-host-reordering-start", "operational-behavior-host-reordering-rebirth")]
    public void Missing_messages_are_waited_for_and_then_the_node_is_asked_although_it_is_silent()
    {
        Birth(0);
        Take(1, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1.5)));
        Assert.Empty(_output.Requests);
        Assert.Equal(Some.Noon.AddSeconds(3), _dispatcher.NextDurableDeadline);

        _dispatcher.Tick(Some.Noon.AddSeconds(3), ++_sequence);

        Assert.Equal("spBv1.0/g/NCMD/n", Assert.Single(_output.Requests).Topic);
        Assert.Null(_dispatcher.NextDurableDeadline);
    }

    [Fact]
    [Tck("operational-behavior-host-reordering-success")]
    public void Missing_messages_that_come_in_time_are_no_gap()
    {
        Birth(0);
        foreach (var number in (ulong[])[3, 2, 1]) Take(1, "NDATA/n", Payload(null, number, Metric(alias: 1, value: 1.5)));
        Assert.Null(_dispatcher.NextDurableDeadline);
        Take(60, "NDATA/n", Payload(null, 4, Metric(alias: 1, value: 1.5)));
        Assert.Empty(_output.Requests);
        Assert.Equal(["2", "", "", ""], MissedOf(_output));
    }

    [Fact]
    [Tck("operational-behavior-host-reordering-param")]
    public void How_long_is_waited_can_be_said()
    {
        Use("{ sparkplug_b: { reorder_timeout: 20s, rebirth_interval: 5s } }");
        Birth(0);
        Take(1, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1.5)));
        Assert.Equal(Some.Noon.AddSeconds(21), _dispatcher.NextDurableDeadline);
    }

    [Fact]
    public void A_node_that_does_not_answer_is_asked_again_until_it_does()
    {
        Birth(0);
        for (var second = 1; second <= 100; second++)
            Take(second, "NDATA/n", Payload(null, (ulong)second + 3, Metric(alias: 1, value: 1.5)));
        Assert.Equal(4, _output.Requests.Count);
        Birth(101);
        for (var second = 1; second <= 100; second++)
            Take(second + 101, "NDATA/n", Payload(null, (ulong)second, Metric(alias: 1, value: 1.5)));
        Assert.Equal(4, _output.Requests.Count);
    }

    [Fact]
    public void Whoever_does_not_want_it_asks_nobody()
    {
        Use("{ sparkplug_b: { rebirth: false } }");
        Take(0, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));
        Assert.Empty(_output.Requests);
    }

    [Fact]
    public void A_dead_letter_that_is_tried_again_asks_nobody()
    {
        var message = Message(0, "NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1)));
        _dispatcher.Dispatch(message with { Target = new("metrics", null) });
        Assert.Single(_output.Requests);
        _dispatcher.Dispatch(Message(60, "NDATA/n", Payload(null, 3, Metric("a", value: 1.5))) with { Target = new("metrics", 0) });
        Assert.Single(_output.Requests);
    }

    [Fact]
    public void Many_nodes_are_not_asked_all_at_once()
    {
        for (var node = 0; node < 3 * SparkplugRequests.RateLimit; node++)
            Take(node < SparkplugRequests.RateLimit * 2 ? 0 : 1, $"NDATA/n{node}", Payload(null, 3, Metric(alias: 1, value: 1)));
        Assert.Equal(2 * SparkplugRequests.RateLimit, _output.Requests.Count);
    }

    [Fact]
    public void What_is_remembered_of_who_was_asked_is_bounded()
    {
        var requests = new SparkplugRequests(new SparkplugBDecoderConfig { RebirthInterval = TimeSpan.FromDays(1) });
        var asked = 0;
        for (var node = 0; node < SparkplugRequests.NodeLimit + 500; node++)
        {
            requests.Ask("g", $"n{node}", Some.Noon.AddSeconds(node));
            asked += requests.Take().Count;
        }

        Assert.Equal(SparkplugRequests.NodeLimit, asked);
        requests.Ask("g", "another", Some.Noon.AddDays(2));
        Assert.Single(requests.Take());
    }

    [Fact]
    public void Replay_from_any_checkpoint_waits_for_what_was_waited_for() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 5]).Array[1, 60]
        .Select(Gen.Double.Unit).Sample(
        (steps, at) =>
        {
            var history = steps.Select((step, index) => Step(step, index)).ToArray();
            var checkpoint = (int)(at * history.Length);
            var expected = new CollectingOutput();
            using var whole = Some.Dispatcher(Bindings("sparkplug_b"), expected);
            foreach (var step in history) step(whole);
            using var first = Some.Dispatcher(Bindings("sparkplug_b"), new CollectingOutput());
            foreach (var step in history[..checkpoint]) step(first);
            var asked = new CollectingOutput();
            using var second = Some.Dispatcher(Bindings("sparkplug_b"), asked);
            second.Restore(first.Save(), _ => 0, 0);

            foreach (var step in history[checkpoint..]) step(second);

            Assert.Equal(whole.Save().Single().State, second.Save().Single().State);
            Assert.Equal(whole.NextDurableDeadline, second.NextDurableDeadline);
            Assert.Equal(expected.Requests.Select(Text).TakeLast(asked.Requests.Count), asked.Requests.Select(Text));
        },
        iter: 200);

    // A birth, data with any number, or a tick, of three nodes.
    private static Action<Dispatcher> Step((int Kind, int Node, int Number) step, int index)
    {
        var at = Some.Noon.AddSeconds(index);
        if (step.Kind == 0) return dispatcher => dispatcher.Tick(at, index + 1);
        var (topic, payload) = step.Kind == 1
            ? ($"NBIRTH/n{step.Node}", Payload(null, 0, Metric("T", 1, 10, 1.5)))
            : ($"NDATA/n{step.Node}", Payload(null, (ulong)step.Number, Metric(alias: 1, value: 1.5)));
        return dispatcher => dispatcher.Dispatch(new($"spBv1.0/g/{topic}", payload, at, index + 1));
    }

    private static string Text(SenderRequest request) => $"{request.Topic} {Convert.ToHexString(request.Payload.Span)}";

    private static IEnumerable<string> MissedOf(CollectingOutput output) => output.Points
        .Where(p => p.Point.Fields.Any(f => f.Key == "seq" && f.Value.AsNumber > 0))
        .Select(p => p.Point.Fields.FirstOrDefault(f => f.Key == "missed").Value.ToString());

    // As Google.Protobuf writes it.
    private static byte[] Rebirth(DateTimeOffset at)
    {
        var time = (ulong)at.ToUnixTimeMilliseconds();
        return Payload(time, null, Metric("Node Control/Rebirth", type: 11, value: true, timestamp: time));
    }

    private static string Bindings(string decode) =>
        $$"""
        bindings:
          - name: metrics
            trigger: { mqtt: "spBv1.0/{group}/+/{edge_node}/#" }
            decode: {{decode}}
            where: exists(value)
            function: { builtin: pass, with: { fields: [name, value, seq, missed] } }
            emit: { measurement: m }
        """;

    private void Use(string decode)
    {
        _dispatcher.Dispose();
        _dispatcher = Some.Dispatcher(Bindings(decode), _output);
    }

    private void Asks(Action take)
    {
        take();
        Assert.Equal("spBv1.0/g/NCMD/n", Assert.Single(_output.Requests).Topic);
    }

    private void Birth(double second) => Take(second, "NBIRTH/n", Payload(null, 0, Metric("T", 1, 10, 1.5)));

    private void Take(double second, string topic, byte[] payload) => _dispatcher.Dispatch(Message(second, topic, payload));

    private InboundMessage Message(double second, string topic, byte[] payload) =>
        new($"spBv1.0/g/{topic}", payload, Some.Noon.AddSeconds(second), ++_sequence);
}
