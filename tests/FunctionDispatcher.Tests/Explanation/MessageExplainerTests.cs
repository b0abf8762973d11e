using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

/// <summary>A message is explained stage by stage, in sentences that name the place, the reason and what to do.</summary>
public sealed class MessageExplainerTests
{
    private const string Press =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}/telemetry" }
            fields: { temperature: { from: temp, type: number } }
            set: { fahrenheit: temperature * 9 / 5 + 32 }
            where: temperature > -40 and temperature < 400
            event_id: { field: id, within: 60s }
            event_time: { field: ts, out_of_order: 2s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [mean] } }
            emit: { measurement: press_temperature, priority: alarm }
        """;

    private const string Topic = "plant/north/press/7/telemetry";

    [Fact]
    public void A_message_that_becomes_a_point_is_told_to_its_end()
    {
        var explained = Explain(Press, Topic, """{"ts":"2026-03-01T11:59:59.5Z","temp":"21.5","id":7}""");

        Assert.Equal(
            [
                "route Passed: the topic matches plant/{site}/press/{device}/telemetry: site is 'north', device is '7'",
                "decode Passed: json gives one event with temp '21.5', ts '2026-03-01T11:59:59.5Z', id 7",
                "fields Passed: temperature is 21.5, read from temp '21.5', fahrenheit is computed as 70.7",
                "filter Passed: where holds: temperature > -40 is true: temperature is 21.5; temperature < 400 is true: temperature is "
                    + "21.5",
                "deduplicate Passed: it counts unless one with id 7 came on this topic within 1m",
                "event_time Passed: it is of 2026-03-01T11:59:59.5Z by ts",
                "window Passed: it goes into the window 2026-03-01T11:59:50Z to 2026-03-01T12:00:00Z of device '7'; that fires once an "
                    + "event's time has reached its end plus out_of_order 2s, or its clocks were silent for idle_timeout 30s",
                "invoke Passed: builtin stats makes of this event alone temperature_mean 21.5",
                "emit Passed: its result is a point of press_temperature with device '7', priority alarm",
            ],
            Lines(explained));
    }

    [Theory]
    [InlineData("""{"ts":"2026-03-01T12:00:00Z"}""", "fields Rejected: field temperature: there is no 'temp'")]
    [InlineData("""{"ts":"2026-03-01T12:00:00Z","temp":500}""", "filter Dropped: where turns it away: temperature < 400 is false: "
        + "temperature is 500")]
    [InlineData("""{"timestamp":"2026-03-01T12:00:00Z","temp":5}""", "event_time Rejected: no time in ts: there is no field ts")]
    [InlineData("""{"ts":"2026-03-01T13:00:00Z","temp":5}""", "event_time Passed: it is of 2026-03-01T13:00:00Z by ts: 1 h ahead of its "
        + "receipt, which looks like local time that is taken for UTC")]
    [InlineData("""{"ts":"2026-03-01T14:00:00Z","temp":5}""", "event_time Rejected: 2026-03-01T14:00:00.0000000+00:00 is more than "
        + "future_limit 1h ahead of its receipt at 2026-03-01T12:00:00.0000000+00:00; it is 2 h ahead")]
    [InlineData("""{"ts":12345,"temp":5}""", "event_time Rejected: 1970-01-01T")]
    [InlineData("""{"ts":"today","temp":5}""", "event_time Rejected: 'today' in ts is no time")]
    [InlineData("temp=5", "decode Rejected: json cannot read it: ")]
    [InlineData("", "decode Rejected: json cannot read it: the payload is empty")]
    public void The_stage_where_it_ends_is_told_with_its_reason(string payload, string line) =>
        Assert.Contains(Lines(Explain(Press, Topic, payload)), told => told.StartsWith(line, StringComparison.Ordinal));

    [Theory]
    [InlineData("temp=5", "names and values joined by =", "choose a decoder")]
    [InlineData("21.5;3", "values with separators between", "choose a decoder")]
    [InlineData("<a>5</a>", "XML", "decode: text")]
    [InlineData("{'temp': 5}", "single quotes", "double quotes")]
    [InlineData("[{\"temp\":5},{\"temp\":6}]", "JSON array", "each: .")]
    [InlineData("{\"temp\":5}\n{\"temp\":6}\n", "a JSON value on each line", "lines: true")]
    [InlineData("""{"temp": 5""", "cut off or broken", "mend what the sensor sends")]
    public void A_payload_of_another_form_is_recognised(string payload, string form, string advice)
    {
        var end = Explain(Press, Topic, payload).Bindings[0].End!;

        Assert.Equal("decode", end.Stage);
        Assert.Contains(form, end.Sentence, StringComparison.Ordinal);
        Assert.Contains(advice, end.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_payload_is_recognised()
    {
        var message = new TriedMessage(Topic, new byte[] { 0x1f, 0x8b, 8, 0, 0 }, Some.Noon);

        var end = MessageExplainer.Explain(Config(Press), EventEdgeComponents.Default, message).Bindings[0].End!;

        Assert.Contains("it looks like something compressed with gzip", end.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("north", "where holds: $user.site = 'north' is true")]
    [InlineData("south", "where turns it away: $user.site = 'north' is false")]
    public void What_a_message_says_about_itself_is_explained_too(string site, string sentence)
    {
        const string yaml =
            """
            bindings:
              - name: b
                trigger: { mqtt: "plant/#" }
                where: $user.site = 'north'
                function: { builtin: pass, with: { fields: [x] } }
                emit: { measurement: m }
            """;
        var message = new TriedMessage(Topic, "{\"x\":1}"u8.ToArray(), Some.Noon)
        { Properties = MessageProperties.Of(null, ("site", site)) };

        var stages = MessageExplainer.Explain(Config(yaml), EventEdgeComponents.Default, message).Bindings[0].Stages;

        Assert.StartsWith(sentence, stages.Single(stage => stage.Stage == "filter").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_that_do_not_match_are_told_with_the_level_that_differs_the_nearest_first()
    {
        const string yaml =
            """
            bindings:
              - { name: far, trigger: { mqtt: "a/b/c" }, function: { builtin: count }, window: { tumbling: 1s }, emit: { measurement: a } }
              - { name: near, trigger: { mqtt: "plant/Press/{d}" }, function: { builtin: pass }, emit: { measurement: b } }
              - { name: meant, trigger: { mqtt: "plant/press/#" }, function: { builtin: pass }, emit: { measurement: c } }
            """;

        var explained = Explain(yaml, "plant/press/7", "{}");

        Assert.Equal(["meant", "near", "far"], explained.Bindings.Select(binding => binding.Binding));
        Assert.Equal(
            [null, "level 2 is 'press' where the filter has 'Press': case counts", "level 1 is 'plant' where the filter has 'a'"],
            explained.Bindings.Select(binding => binding.Difference?.Split(';')[0]));
    }

    [Theory]
    [InlineData("{ builtin: stats, with: { fields: [temprature] } }", """{"temperature":5}""", "there is no field temprature, but "
        + "temperature")]
    [InlineData("{ builtin: stats, with: { fields: [temperature] } }", """{"temperature":"5"}""", "temperature is the text '5', not a "
        + "number")]
    [InlineData("{ builtin: stats, with: { fields: [temperature] } }", """{"temperature":"21,5"}""", "temperature is the text '21,5', not "
        + "a number, but one with a decimal comma")]
    [InlineData("{ builtin: stats, with: { fields: [temperature] } }", """{"temperature":"21.5 °C"}""", "not a number, but one with a unit "
        + "behind it")]
    [InlineData("{ builtin: stats, with: { fields: [temperature] } }", """{"temperature":true}""", "temperature is the truth value true, "
        + "not a number")]
    [InlineData("{ builtin: stats, with: { fields: [data.t] } }", """{"t":5}""", "there is no field data.t, but t: did you mean that?")]
    public void A_function_that_makes_nothing_of_an_event_says_of_which_field(string function, string payload, string reason)
    {
        var yaml = $$"""
            bindings:
              - name: press
                trigger: { mqtt: plant }
                window: { tumbling: 10s }
                function: {{function}}
                emit: { measurement: press }
            """;

        var end = Explain(yaml, "plant", payload).Bindings[0].End!;

        Assert.Equal(("invoke", StageOutcome.Dropped), (end.Stage, end.Outcome));
        Assert.Contains(reason, end.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_many_events_tells_each_of_the_first()
    {
        const string yaml =
            """
            bindings:
              - name: all
                trigger: { mqtt: plant }
                decode: { json: { each: readings } }
                where: t > 1
                function: { builtin: pass }
                emit: { measurement: all }
            """;

        var explained = Explain(yaml, "plant", """{"readings":[{"t":1},{"t":2},{"t":3},{"t":4},{"t":5},{"t":6},{"t":7}]}""");

        Assert.Contains("json gives 7 events", explained.Bindings[0].Stages[1].Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["0 Dropped", "1 Passed", "2 Passed", "3 Passed", "4 Passed"],
            explained.Bindings[0].Stages.Where(stage => stage.Stage == "filter").Select(stage => $"{stage.Event} {stage.Outcome}"));
    }

    [Theory]
    [InlineData("{ mqtt: alerts/x }", "its result is a message on alerts/x: nothing of it goes to the cloud")]
    [InlineData("{ }", "its results go nowhere: the binding names neither a measurement nor a topic")]
    [InlineData("{ measurement: m, tags: [room] }", "its result is a point of m, priority normal; it has no value for the tag room")]
    public void Where_a_result_goes_is_told(string emit, string sentence)
    {
        var yaml = $$"""
            bindings:
              - { name: press, trigger: { mqtt: plant }, function: { builtin: pass }, emit: {{emit}} }
            """;

        Assert.Equal(sentence, Explain(yaml, "plant", """{"t":1}""").Bindings[0].Stages[^1].Sentence);
    }

    [Fact]
    public void Settings_of_a_function_are_not_told()
    {
        const string yaml =
            """
            bindings:
              - name: press
                trigger: { mqtt: plant }
                function: { process: { command: ["sh", "--token", "SECRET"] }, with: { key: SECRET } }
                emit: { measurement: m }
            """;

        Assert.DoesNotContain(Lines(Explain(yaml, "plant", "{}")), line => line.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_node_at_work_knows_is_told_too()
    {
        using var dispatcher = Some.Dispatcher(Press, new CollectingOutput());
        Send(dispatcher, 0, "a", 1);
        Send(dispatcher, 15, "b", 2);

        var duplicate = Running(dispatcher, 16, "b", 2).End!;
        var late = Running(dispatcher, 1, "b", 3).End!;
        var next = Running(dispatcher, 16, "b", 4).Stages.Single(stage => stage.Stage == "window");

        Assert.Equal(("deduplicate", StageOutcome.Dropped), (duplicate.Stage, duplicate.Outcome));
        Assert.Equal(("window", StageOutcome.Rejected), (late.Stage, late.Outcome));
        Assert.Contains("closed for good since the watermark reached 2026-03-01T12:00:13Z", late.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "is open until an event has the time 2026-03-01T12:00:22Z or later; the newest so far has 2026-03-01T12:00:15Z", next.Sentence,
            StringComparison.Ordinal);
    }

    private static void Send(Dispatcher dispatcher, double seconds, string device, int id) => dispatcher.Dispatch(new(
        $"plant/north/press/{device}/telemetry", Reading(seconds, id), Some.Noon.AddSeconds(seconds), id));

    private static BindingExplanation Running(Dispatcher dispatcher, double seconds, string device, int id) => MessageExplainer.Explain(
        dispatcher, new($"plant/north/press/{device}/telemetry", Reading(seconds, id), Some.Noon.AddSeconds(seconds))).Bindings[0];

    private static byte[] Reading(double seconds, int id) =>
        Encoding.UTF8.GetBytes($$"""{"ts":{{Some.Noon.AddSeconds(seconds).ToUnixTimeMilliseconds()}},"temp":20,"id":{{id}}}""");

    private static MessageExplanation Explain(string yaml, string topic, string payload) => MessageExplainer.Explain(
        Config(yaml), EventEdgeComponents.Default, new(topic, Encoding.UTF8.GetBytes(payload), Some.Noon));

    private static IReadOnlyList<BindingConfig> Config(string yaml) => Some.Config(yaml).Bindings;

    private static IEnumerable<string> Lines(MessageExplanation explained) =>
        explained.Bindings[0].Stages.Select(stage => $"{stage.Stage} {stage.Outcome}: {stage.Sentence}");
}
