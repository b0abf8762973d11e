using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary><c>when</c>: which messages a decoder looks at.</summary>
public sealed class WhenTests
{
    private const string Ports =
        """
        bindings:
          - name: soil
            trigger: { mqtt: "up/{device}" }
            decode:
              bytes:
                in: frm_payload
                from: base64
                when: f_port = 2 and exists(frm_payload)
                layout: { t: { offset: 0, type: i16, scale: 0.01 } }
            function: { builtin: pass, with: { fields: [t] } }
            emit: { measurement: soil }
          - name: parking
            trigger: { mqtt: "up/{device}" }
            decode: { bytes: { in: frm_payload, from: base64, when: f_port = 3, layout: { taken: { offset: 0, type: bool } } } }
            function: { builtin: pass, with: { fields: [taken] } }
            emit: { measurement: parking }
        """;

    [Fact]
    public void Each_port_of_a_device_is_read_by_its_binding_and_ignored_by_the_other()
    {
        using var dispatcher = Some.Dispatcher(Ports, new CollectingOutput());
        string[] payloads =
        [
            """{"f_port":2,"frm_payload":"CHo="}""", """{"f_port":3,"frm_payload":"AQ=="}""", """{"f_port":2}""",
            """{"f_port":0,"frm_payload":""}""", """{"join_accept":{}}""", """{"f_port":2,"frm_payload":"AQ=="}""", "no JSON",
        ];
        foreach (var payload in payloads)
            dispatcher.Dispatch(new("up/d", Encoding.UTF8.GetBytes(payload), Some.Noon, 0));

        Assert.Equal(
            [("soil", 1, 2, 4), ("parking", 1, 1, 5)],
            dispatcher.Bindings.Select(b => (b.Identity.Name, b.Counters.Decoded, b.Counters.Undecodable, b.Counters.Ignored)));
    }

    [Theory]
    [InlineData("{ bytes: { when: port = 2, layout: { v: { offset: 0, type: u8 } } } }",
        "when: 'port' is not known before the payload is read")]
    [InlineData("{ json: { when: a > 1 } }", "when: 'a' is not known before the payload is read")]
    [InlineData("{ csv: { when: $content_typ = 'x' } }", "when: a message has no '$content_typ'")]
    public void A_condition_on_what_is_not_known_yet_is_told(string decode, string problem) =>
        Assert.Contains(problem, Assert.Single(DecoderBench.ProblemsOf(decode)));

    [Fact]
    public void Every_decoder_may_look_at_some_messages_only()
    {
        const string bindings =
            """
            bindings:
              - name: rows
                trigger: { mqtt: "t/{kind}" }
                decode: { csv: { columns: [a], when: "$content_type = 'text/csv' and kind = 'x'" } }
                function: { builtin: pass, with: { fields: [a] } }
                emit: { measurement: m }
            """;
        using var dispatcher = Some.Dispatcher(bindings, new CollectingOutput());
        foreach (var (topic, type) in ((string, string)[])[("t/x", "text/csv"), ("t/y", "text/csv"), ("t/x", "image/png")])
        {
            dispatcher.Dispatch(
                new(topic, "1\n2"u8.ToArray(), Some.Noon, 0) { Properties = MessageProperties.Of(type) });
        }

        var counters = dispatcher.Bindings.First().Counters;
        Assert.Equal((1, 2, 2), (counters.Decoded, counters.Ignored, counters.Received));
    }
}
