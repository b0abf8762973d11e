using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>What the windows' word on an event means for the binding. Sentences are made for what is given up only.</summary>
internal static class WindowResult
{
    public static StageResult Of(WindowOutcome outcome, EdgeEvent input, WindowOperator windows) =>
        Of(outcome, input, windows, windows.KeyLimit);

    /// <summary>The same where several operators share a limit of keys.</summary>
    public static StageResult Of(WindowOutcome outcome, EdgeEvent input, WindowOperator windows, int keyLimit) => outcome switch
    {
        WindowOutcome.InWindow => StageResult.Passed,
        WindowOutcome.Corrected => StageResult.Corrected,
        WindowOutcome.Late => StageResult.Rejected(FailureStage.Late, $"{input.Time:O} came after its window was closed for good"),
        WindowOutcome.TooManyKeys => TooManyKeys(keyLimit),
        WindowOutcome.FromTheFuture => Undated(TimestampFault.FromTheFuture, input, windows),
        _ => Undated(TimestampFault.BeforeEpoch, input, windows),
    };

    public static StageResult TooManyKeys(int limit) => StageResult.Rejected(
        FailureStage.Limit,
        $"the binding has {limit} keys, as many as limits.keys allows, and this is another: raise the limit, "
            + "or see who sends keys without end");

    private static StageResult Undated(TimestampFault fault, EdgeEvent input, WindowOperator windows) =>
        StageResult.Rejected(FailureStage.EventTime, Quarantine.Describe(fault, input, windows.FutureLimit));
}
