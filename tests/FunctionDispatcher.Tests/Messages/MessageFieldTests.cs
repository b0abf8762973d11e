using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Messages;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Messages;

/// <summary>What a message is beside its payload, as fields of a binding.</summary>
public sealed class MessageFieldTests
{
    private static readonly MessageProperties Said = MessageProperties.Of(
        "application/json", ("site", "north"), ("site", "south"), ("a.b-c", "1"));

    [Theory]
    [InlineData("$content_type = 'application/json'", true)]
    [InlineData("$content_type = 'text/plain'", false)]
    [InlineData("$user.site = 'north'", true)]
    [InlineData("$user.`a.b-c` = '1'", true)]
    [InlineData("`$user.a.b-c` = '1'", true)]
    [InlineData("$user.other = null", true)]
    [InlineData("$user.other != 'x'", false)]
    [InlineData("exists($user.other)", false)]
    [InlineData("$qos = 1 and $retain", true)]
    [InlineData("$topic = 'plant/north/press/d1'", true)]
    [InlineData("$response_topic = null and $correlation_data = null and $message_expiry = null and $payload_format = null", true)]
    [InlineData("$topic = topic() and topic(1) = $user.site", true)]
    public void A_condition_names_them_as_it_names_any_field(string where, bool isMet)
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Pass($"where: \"{where}\""), output);

        dispatcher.Dispatch(Message());

        Assert.Equal(isMet ? 1 : 0, output.Points.Count);
    }

    [Fact]
    public void They_become_fields_tags_and_keys_under_names_of_the_binding()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: b
                trigger: { mqtt: "plant/#" }
                fields: { site: $user.site, kind: { from: $content_type, map: { application/json: 1 }, type: integer } }
                set: { level: $qos * 10 }
                function: { builtin: pass, with: { fields: [value, kind, level, $retain] } }
                emit: { measurement: m, tags: [site, $user.a.b-c] }
            """,
            output);

        dispatcher.Dispatch(Message());

        var point = Assert.Single(output.Points).Point;
        Assert.Equal([new("$user.a.b-c", "1"), new("site", "north")], point.Tags);
        Assert.Equal("value=7 kind=1 level=10 $retain=true", string.Join(' ', point.Fields.Select(f => $"{f.Key}={f.Value}")));
    }

    [Fact]
    public void A_window_keeps_apart_what_its_key_names()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: b
                trigger: { mqtt: "plant/#" }
                window: { tumbling: 1s, group_by: [$user.site] }
                function: { builtin: count }
                emit: { measurement: m }
            """,
            output);

        foreach (var (site, at) in (ReadOnlySpan<(string, int)>)[("n", 0), ("s", 0), ("n", 5), ("s", 5)])
        {
            var said = MessageProperties.Of(null, ("site", site));
            dispatcher.Dispatch(Message() with { Properties = said, ReceivedAt = Some.Noon.AddSeconds(at) });
        }

        Assert.Equal(["n", "s"], output.Points.Select(p => p.Point.Tags.Single().Value));
    }

    [Fact]
    public void A_payload_cannot_pretend_to_be_another_message()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            Pass("set: { told: \"if($user.site = null, 'nobody', $user.site)\" }", "told, value"), output);

        dispatcher.Dispatch(Message("""{"value":7,"$user":{"site":"forged"},"$user.site":"forged"}""") with { Properties = null });

        Assert.Equal("nobody", Assert.Single(output.Points).Point.Fields[0].Value.AsText);
    }

    [Fact]
    public void Of_a_payload_s_own_names_with_a_dollar_only_those_are_taken_that_a_message_has()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Pass("where: \"`$version` = 3\"", "$version"), output);

        dispatcher.Dispatch(Message("""{"$version":3}"""));

        Assert.Equal(3, Assert.Single(output.Points).Point.Fields[0].Value.AsNumber);
    }

    [Fact]
    public void A_function_that_takes_every_field_gets_them_only_where_they_were_meant_for_it()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: unasked
                trigger: { mqtt: "plant/#" }
                where: $qos = 1 and $user.site = 'north'
                function: { builtin: pass }
                emit: { measurement: unasked, tags: [] }
              - name: asked
                trigger: { mqtt: "plant/#" }
                where: $qos = 1
                keep: [$user.site]
                function: { builtin: pass }
                emit: { measurement: asked, tags: [] }
            """,
            output);

        dispatcher.Dispatch(Message());

        Assert.Equal(
            ["unasked value=7", "asked $user.site=north"],
            output.Points.Select(p => $"{p.Point.Measurement} {string.Join(' ', p.Point.Fields.Select(f => $"{f.Key}={f.Value}"))}"));
    }

    [Fact]
    public void Workers_read_them_as_one_thread_does()
    {
        static List<string> Run(int workers)
        {
            var output = new CollectingOutput();
            using var dispatcher = Some.Dispatcher(
                """
                bindings:
                  - name: b
                    trigger: { mqtt: "plant/#" }
                    where: $qos = 1
                    window: { tumbling: 1s, group_by: [$user.site] }
                    function: { builtin: stats, with: { fields: [value] } }
                    emit: { measurement: m }
                """,
                output, workers: workers);
            dispatcher.DispatchAll(Enumerable.Range(0, 3000).Select(Numbered).ToArray());
            return [.. output.Lines];
        }

        Assert.NotEmpty(Run(1));
        Assert.Equal(Run(1), Run(3));
    }

    private static InboundMessage Numbered(int number) => Message() with
    {
        Properties = number % 5 == 0 ? null : MessageProperties.Of("x/y", ("site", $"s{number % 7}")),
        Qos = (byte)(number % 3),
        ReceivedAt = Some.Noon.AddMilliseconds(number * 10),
    };

    [Theory]
    [InlineData("$contenttype = 'x'", "a message has no '$contenttype'; a field of the payload of that name", "$content_type")]
    [InlineData("$user = 'x'", "a message has no '$user'; a field of the payload of that name stands in backquotes", null)]
    [InlineData("$user.site > 3", "'>' never holds between '$user.site' (a text) and 3 (a number)", "'3'")]
    [InlineData("$qos = '1'", "'=' never holds between '$qos' (a number) and '1' (a text)", null)]
    public void A_slip_of_the_fingers_is_told_before_any_message(string where, string message, string? suggestion)
    {
        var problem = Assert.Single(BindingsFile.Parse(Pass($"where: \"{where}\""), "f.yaml").Problems);

        Assert.StartsWith($"where: {message}", problem.Message, StringComparison.Ordinal);
        if (suggestion is not null) Assert.Equal(suggestion, problem.Suggestion);
    }

    [Fact]
    public void They_are_no_names_for_fields_of_the_binding() => Assert.Contains(
        "'$qos' is the message's own", Assert.Single(BindingsFile.Parse(Pass("set: { $qos: '1' }"), "f.yaml").Problems).Message);

    [Fact]
    public void A_decoder_whose_fields_are_known_has_them_beside()
    {
        var file = BindingsFile.Parse(Pass("decode: none\n    where: $content_type = 'image/jpeg'", "$content_type"), "f.yaml");

        Assert.Empty(file.Problems);
    }

    [Fact]
    public void A_message_that_says_nothing_costs_no_memory()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Pass("where: $user.site = 'x' or $content_type = 'y'"), output);
        var (plain, told) = (Message() with { Properties = null }, Message());
        for (var n = 0; n < 100; n++) Dispatch();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++) Dispatch();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Dispatch()
        {
            dispatcher.Dispatch(plain);
            dispatcher.Dispatch(told);
        }
    }

    [Fact]
    public void The_table_says_what_each_holds() => Assert.All(MessageField.All, field =>
    {
        var writer = new MessagePropertyWriter();
        writer.AddFormat(isText: true);
        writer.AddExpiry(60);
        foreach (var id in (byte[])[MessagePropertyId.ContentType, MessagePropertyId.ResponseTopic, MessagePropertyId.CorrelationData])
            writer.Add(id, "x");
        var facts = new MessageFacts("t", 1, true, writer.ToProperties(), new());

        Assert.Equal(field.Kind, field.Read(facts).Kind);
        Assert.Same(field, MessageField.Find(field.Name));
    });

    private static InboundMessage Message(string payload = """{"value":7}""") =>
        new("plant/north/press/d1", Encoding.UTF8.GetBytes(payload), Some.Noon, 0) { Properties = Said, Qos = 1, Retain = true };

    private static string Pass(string lines, string fields = "value") =>
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: "plant/#" }
            {{lines}}
            function: { builtin: pass, with: { fields: [{{fields}}] } }
            emit: { measurement: m }
        """;
}
