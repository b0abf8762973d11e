using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>What a birth has said is known after a crash and after an edit, though the birth lies before the saved state.</summary>
public sealed class SparkplugRecoveryTests
{
    private const string Bindings =
        """
        bindings:
          - name: metrics
            trigger: { mqtt: "spBv1.0/{group}/+/{edge_node}/#" }
            decode: sparkplug_b
            where: exists(value)
            function: { builtin: pass, with: { fields: [name, value, missed] } }
            emit: { measurement: m, tags: [edge_node, device] }
        """;

    private static readonly Gen<(int, int, int, int)[]> Steps =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 255]).Array[1, 80];

    [Fact]
    public void Replay_from_any_checkpoint_gives_the_same_results_as_no_crash() =>
        Gen.Select(Steps, Gen.Double.Unit, Gen.Double.Unit).Sample(
            (steps, checkpointAt, crashAt) =>
            {
                var history = steps.Select(Message).ToArray();
                var checkpoint = (int)(checkpointAt * history.Length);
                var crash = checkpoint + (int)(crashAt * (history.Length - checkpoint));
                var expected = new CollectingOutput();
                using var uninterrupted = Some.Dispatcher(Bindings, expected);
                Feed(uninterrupted, history);

                var actual = new CollectingOutput();
                IReadOnlyList<BindingState> states;
                using (var first = Some.Dispatcher(Bindings, actual))
                {
                    Feed(first, history[..checkpoint]);
                    states = first.Save();
                    Feed(first, history[checkpoint..crash]);
                }

                using var restarted = Some.Dispatcher(Bindings, actual);
                var from = restarted.Restore(states, actual.CursorOf, 0);
                Feed(restarted, history[((int)from - 1)..]);

                Assert.Equal(expected.Lines, actual.Lines);
                Assert.Equal(uninterrupted.Save().Single().State, restarted.Save().Single().State);
            },
            iter: 200);

    [Fact]
    public void An_edited_binding_knows_the_births_of_the_one_before()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Message((0, 0, 0, 0), 0));
        dispatcher.Apply(Some.Config(Bindings.Replace("where: exists(value)", "where: value > 5", StringComparison.Ordinal)));
        dispatcher.Dispatch(Message((5, 0, 1, 1), 1));

        Assert.Empty(output.DeadLetters);
        Assert.Contains("name=level", output.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_messages_go_through_the_journal_whatever_their_quality_of_service()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        Assert.True(dispatcher.IsDurable("spBv1.0/g/NDATA/n"));
    }

    // Mostly data, now and then a birth or a death, of three nodes with a device each.
    private static InboundMessage Message((int Kind, int Node, int Value, int Sequence) step, int index)
    {
        var (kind, number, value, sequence) = step;
        var node = $"n{number}";
        var (topic, payload) = kind switch
        {
            0 => ($"NBIRTH/{node}", Payload(null, 0, Metric("bdSeq", type: 4, value: (long)value), Metric("level", 1, 3, value))),
            1 => ($"DBIRTH/{node}/d", Payload(null, (ulong)sequence, Metric("speed", (ulong)value, 10, 1.5))),
            2 => ($"NDEATH/{node}", Payload(null, null, Metric("bdSeq", type: 4, value: (long)value))),
            3 => ($"DDEATH/{node}/d", Payload(null, (ulong)sequence)),
            4 => ($"NDATA/{node}", new byte[] { 255 }),
            < 8 => ($"NDATA/{node}", Payload(null, (ulong)sequence, Metric(alias: 1, value: value + 10))),
            _ => ($"DDATA/{node}/d", Payload(null, (ulong)sequence, Metric(alias: (ulong)value, value: 2.5))),
        };
        return new($"spBv1.0/g/{topic}", payload, Some.Noon.AddSeconds(index), index + 1);
    }

    private static void Feed(Dispatcher dispatcher, InboundMessage[] history)
    {
        foreach (var message in history) dispatcher.Dispatch(message);
    }
}
