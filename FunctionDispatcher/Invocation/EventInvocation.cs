using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Calls a function for every event, in order of arrival.</summary>
internal sealed class EventInvocation(
    IEventFunction function,
    FunctionContext context,
    StreamClock clock,
    FunctionCall call,
    BindingEmitter emitter,
    IDisposable? unload) : StatelessInvocation
{
    public override FunctionMemory? Memory => call.Memory;

    public override StageResult Process(EdgeEvent input)
    {
        clock.Observe(input);
        Memory?.Enter(input);
        var failure = call.Run((function, input, context), static (c, results) => results.AddRange(c.function.Invoke(c.input, c.context)));
        if (failure is not null) return StageResult.Rejected(FailureStage.Invoke, failure);
        foreach (var result in call.Results) emitter.Emit(result, input);
        return StageResult.Passed;
    }

    public override void Dispose()
    {
        call.Dispose();
        (function as IDisposable)?.Dispose();
        unload?.Dispose();
    }
}
