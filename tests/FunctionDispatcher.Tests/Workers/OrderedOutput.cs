using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Workers;

/// <summary>Everything that leaves a dispatcher, in its order, a line each.</summary>
internal sealed class OrderedOutput : IDispatchOutput
{
    public List<string> Lines { get; } = [];

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points) =>
        Lines.Add($"commit {binding.Name} {cursor} {string.Join(" | ", points.Select(CollectingOutput.Line))}");

    public void PublishLocal(LocalMessage message) => Lines.Add($"local {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}");

    public void DeadLetter(DeadLetter deadLetter) =>
        Lines.Add($"dead letter {deadLetter.Binding} {deadLetter.Stage} {deadLetter.Reason} {deadLetter.Topic} {deadLetter.ReceivedAt:O} "
            + $"{deadLetter.Sequence} {Encoding.UTF8.GetString(deadLetter.Payload.Span)}");
}
