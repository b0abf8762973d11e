using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Triggers.Mqtt;

namespace EventEdge.FunctionCost;

/// <summary>A function in the node's process: the invocation of a binding without a result, beside the method itself.</summary>
internal static class InProcessCost
{
    private const int Calls = 1_000_000;

    public static CostLine Measure()
    {
        var layout = new EventLayout();
        var input = new EdgeEvent(layout);
        var config = new BindingConfig
        { Name = "b", Trigger = new MqttTriggerConfig { Mqtt = "t" }, Function = new BuiltinFunctionConfig { Builtin = "pass" } };
        var context = new FunctionContext { Binding = "b", Node = "n", EventTime = TimeProvider.System };
        using var watchdog = new FunctionWatchdog(TimeProvider.System);
        var call = new FunctionCall(watchdog, TimeSpan.FromSeconds(5), () => { });
        var emitter = new BindingEmitter(
            new("b", "v"), config, "bench", new NoOutput(), new BindingCounters(), new StageObservers().Watch(null), local: null);
        using var invocation = new EventInvocation(
            new Quiet(), context, new StreamClock(config.EventTime.ToRules(), layout), call, emitter, null);
        var function = new Quiet();
        var floor = CostLine.Time(Calls, () => function.Invoke(input, context));
        return new("in-process", CostLine.Time(Calls, () => invocation.Process(input)), floor, "the method call");
    }

    private sealed class Quiet : IEventFunction
    {
        public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [];
    }

    private sealed class NoOutput : IDispatchOutput
    {
        public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
        {
        }

        public void PublishLocal(LocalMessage message)
        {
        }

        public void DeadLetter(DeadLetter deadLetter)
        {
        }
    }
}
