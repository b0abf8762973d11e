using EventEdge.FunctionDispatcher.Explanation.Stages;

namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>The way of one message through one binding, as far as it comes.</summary>
public sealed record BindingExplanation
{
    /// <summary>The binding.</summary>
    public required string Binding { get; init; }

    /// <summary>Its version: 16 hexadecimal digits.</summary>
    public required string Version { get; init; }

    /// <summary>The topic filter of its trigger.</summary>
    public required string Filter { get; init; }

    /// <summary>How the topic differs from that; null where it matches.</summary>
    public string? Difference { get; init; }

    /// <summary>The steps, in their order; none where the topic does not match.</summary>
    public IReadOnlyList<ExplainedStage> Stages { get; init; } = [];

    /// <summary>The last step that was reached; null where the topic does not match.</summary>
    public ExplainedStage? End => Stages.FirstOrDefault(stage => !stage.IsPassed) ?? (Stages.Count > 0 ? Stages[^1] : null);
}

/// <summary>What becomes of one message, binding by binding.</summary>
public sealed record MessageExplanation
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Bytes of the payload.</summary>
    public required int Bytes { get; init; }

    /// <summary>When it was received, or is taken to be.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The bindings whose filter matches, in file order; then the others, those first whose filter is nearest.</summary>
    public required IReadOnlyList<BindingExplanation> Bindings { get; init; }
}
