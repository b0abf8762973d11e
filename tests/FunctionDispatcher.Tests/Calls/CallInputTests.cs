using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>The documents that functions in other languages rely on, letter by letter.</summary>
public sealed class CallInputTests
{
    private const string Binding =
        """
        bindings:
          - name: b
            trigger: { mqtt: "t/{device}" }
            window: { tumbling: 10s, group_by: [device] }
            function: { process: cat, with: { limit: 90, list: [1, x], deep: { on: true } } }
        """;

    private readonly EventLayout _layout = new();
    private readonly CallInput _input = new("n1", Some.Config(Binding).Bindings[0]);

    [Fact]
    public void A_call_for_an_event() => Assert.Equal(
        """{"node":"n1","binding":"b","call":"12.3","with":{"limit":90,"list":[1,"x"],"deep.on":true}""" +
        ""","event":{"topic":"t/d1","received_at":"2026-03-01T12:00:01.5Z","time":"2026-03-01T12:00:00Z",""" + "\"" +
        """fields":{"device":"d1","motor.speed":1.5,"on":false,"none":null,"note":"a\"b\n<é>"}}}""",
        Text(_input.Of(new(12, 3),
            Event(1.5, ("device", "d1"), ("motor.speed", 1.5), ("on", false), ("none", FieldValue.Null), ("note", "a\"b\n<é>")))));

    [Fact]
    public void A_call_for_a_window()
    {
        var window = new WindowBounds(Some.Noon, Some.Noon.AddSeconds(10), [FieldValue.Of("d1")], 1, true);
        Assert.Equal(
            """{"node":"n1","binding":"b","call":"12.0","with":{"limit":90,"list":[1,"x"],"deep.on":true}""" +
            ""","window":{"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:00:10Z","revision":1,"partial":true,"key":{"device":"d1"}""" +
            ""","events":[{"time":"2026-03-01T12:00:00Z","fields":{"x":1}},{"time":"2026-03-01T12:00:00Z","fields":{"x":2}}]}}""",
            Text(_input.Of(new(12, 0), window, [Event(0, ("x", 1)), Event(0, ("x", 2))])));
    }

    [Fact]
    public void A_call_that_is_not_journalled_has_no_name_that_lasts() =>
        Assert.DoesNotContain("\"call\"", Text(_input.Of(new(0, 7), Event(0, ("x", 1)))));

    [Fact]
    public void What_the_message_says_about_itself_stands_before_its_fields()
    {
        var input = Event(0, ("x", 1));
        input.Properties = MessageProperties.Of("text/csv", ("site", "north"), ("site", "south"));

        Assert.Contains(
            ""","properties":{"content_type":"text/csv","user":[["site","north"],["site","south"]]},""",
            Text(_input.Of(new(1, 0), input)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_nothing_is_read_of_go_to_the_function_as_Base64()
    {
        var raw = Binding.Replace("    window: { tumbling: 10s, group_by: [device] }", "    decode: none", StringComparison.Ordinal);
        var input = Event(0, ("device", "d1"));
        input.Payload = (byte[])[0x00, 0xFF, 0x41];

        Assert.Contains(
            ""","payload_base64":"AP9B",""", Text(new CallInput("n1", Some.Config(raw).Bindings[0]).Of(new(1, 0), input)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("payload_base64", Text(_input.Of(new(1, 0), input)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_JSON_cannot_hold_is_null() =>
        Assert.Contains("""{"x":null}""", Text(_input.Of(new(1, 0), Event(0, ("x", double.NaN)))));

    private EdgeEvent Event(double receivedSeconds, params (string Name, FieldValue Value)[] fields)
    {
        var slots = fields.Select(f => _layout.SlotOf(f.Name)).ToArray();
        var input = new EdgeEvent(_layout) { Topic = "t/d1", Time = Some.Noon, ReceivedAt = Some.Noon.AddSeconds(receivedSeconds) };
        for (var i = 0; i < slots.Length; i++) input.Set(slots[i], fields[i].Value);
        return input;
    }

    private static string Text(byte[] document) => Encoding.UTF8.GetString(document);
}
