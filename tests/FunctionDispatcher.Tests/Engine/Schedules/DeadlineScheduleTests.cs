using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Schedules;

/// <summary>The schedule knows what a look at every binding would tell, although it asks those only that have been touched.</summary>
public sealed class DeadlineScheduleTests
{
    private const string Bindings =
        """
        bindings:
          - name: windows
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, idle_timeout: 5s }
            window: { tumbling: 2s, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: windows }
          - name: volatile
            trigger: { mqtt: "other/{device}" }
            event_time: { idle_timeout: 3s }
            window: { session: { gap: 1s }, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: sessions }
          - name: leader
            trigger: { mqtt: "plant/{site}/press/{device}" }
            window: { tumbling: 2s, group_by: [device] }
            function: { process: "false" }
          - name: follower
            trigger: { on: leader }
            window: { tumbling: 4s }
            function: { builtin: count }
            emit: { measurement: follower }
        """;

    [Fact]
    public void Whatever_happens_it_answers_what_a_look_at_every_binding_would()
    {
        var random = new Random(11);
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        var leader = new BindingIdentity("leader", BindingVersion.Of(Some.Config(Bindings).Bindings[2]));
        var (sequence, wasLagging) = (0L, false);
        for (var step = 0; step < 6000; step++)
        {
            var at = Some.Noon.AddSeconds(step / 50.0);
            switch (random.Next(step < 4000 ? 12 : 9))
            {
                case < 5: dispatcher.Dispatch(Some.Reading(step / 50.0, 20, ++sequence, $"d{random.Next(40)}")); break;
                case 5: dispatcher.Dispatch(new InboundMessage($"other/d{random.Next(3)}", "{}"u8.ToArray(), at, 0)); break;
                case 6: dispatcher.Tick(at, ++sequence); break;
                case 7: dispatcher.Tick(at, 0); break;
                case 8: EndOne(dispatcher, leader, ++sequence, at); break;
                default: dispatcher.Dispatch(Some.Reading(step / 50.0, 20, ++sequence, $"many{step}")); break;
            }

            wasLagging |= dispatcher.HasLagging;
            Assert.Equal(Scan(dispatcher), (dispatcher.NextDurableDeadline, dispatcher.NextVolatileDeadline, dispatcher.HasLagging));
        }

        Assert.True(wasLagging);
    }

    private static void EndOne(Dispatcher dispatcher, BindingIdentity leader, long sequence, DateTimeOffset at)
    {
        var pending = dispatcher.InForce.All.First(b => b.Identity == leader).Outside!.GiveUp(leader, string.Empty);
        if (pending.Count > 0)
            dispatcher.End(pending[0] with { Answer = "{\"fields\":{\"x\":1}}"u8.ToArray(), Failure = null }, sequence, at);
        if (sequence % 5 == 0) dispatcher.CaughtUp("leader");
    }

    private static (DateTimeOffset? Durable, DateTimeOffset? Volatile, bool IsLagging) Scan(Dispatcher dispatcher)
    {
        var running = dispatcher.InForce.All.ToList();
        return (
            running.Where(b => b.Progress.IsDurable).Min(b => b.NextDeadline),
            running.Where(b => !b.Progress.IsDurable).Min(b => b.NextDeadline),
            running.Exists(b => b.Life.IsLagging));
    }
}
