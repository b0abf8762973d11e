using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.Measure.Windows;

/// <summary>Takes results, and nothing but results.</summary>
internal sealed class NoOutput : IDispatchOutput
{
    public static NoOutput Instance { get; } = new();

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
    }

    public void PublishLocal(LocalMessage message)
    {
    }

    public void DeadLetter(DeadLetter deadLetter) => throw new InvalidOperationException($"{deadLetter.Stage}: {deadLetter.Reason}");
}
