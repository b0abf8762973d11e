using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;

namespace EventEdge.EdgeBridge.Explanation;

/// <summary>Says what becomes of messages, and why nothing did. Changes nothing; any thread.</summary>
public interface INodeExplainer
{
    /// <summary>What would become of a message that came now, by the bindings in force.</summary>
    MessageExplanation Explain(string topic, ReadOnlyMemory<byte> payload);

    /// <summary>The newest remembered message, of any topic or of one, and what became of it; null where none is remembered.</summary>
    MessageExplanation? Last(string? topic);

    /// <summary>Why there is no point of a binding or a measurement.</summary>
    WhyAnswer Why(string name);
}
