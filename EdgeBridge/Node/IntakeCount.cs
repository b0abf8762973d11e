using EventEdge.EdgeBridge.Intake;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// The listener's own count of messages against the pipeline's, while both go on. What was handed over before the pipeline was looked at
/// must be in it; what is in it must have entered before the listener is looked at again. Only what breaks one of the two is unexplained.
/// </summary>
internal readonly struct IntakeCount(MessageIntake intake)
{
    private readonly MessageIntake _intake = intake;
    private readonly long _handedOver = intake.Accepted;

    /// <summary>Messages missing from the pipeline (above 0) or in it without having entered (below 0).</summary>
    /// <param name="inPipeline">Dispatched and waiting, counted after this value was made.</param>
    public long Unexplained(long inPipeline) => Of(_handedOver, inPipeline, _intake.Entered);

    /// <summary>The rule: <c>handed over ≤ in the pipeline ≤ entered</c>.</summary>
    public static long Of(long handedOver, long inPipeline, long entered) =>
        inPipeline < handedOver ? handedOver - inPipeline : Math.Min(0, entered - inPipeline);
}
