namespace EventEdge.EdgeBridge.Explanation.Findings;

/// <summary>Why there is no point of a binding or a measurement, or that there is one.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="Binding">The binding that it is about; null where none has that name or writes such a measurement.</param>
/// <param name="Finding">The reason, at the first stage that lets nothing through.</param>
/// <param name="Also">Further reasons, which keep some of its events from becoming points.</param>
public sealed record WhyAnswer(string Name, string? Binding, WhyFinding Finding, IReadOnlyList<WhyFinding> Also);

/// <summary>One reason, in a sentence.</summary>
/// <param name="Stage">
/// Where: <c>node</c>, <c>receive</c>, a stage of the pipeline such as <c>filter</c>, <c>outbox</c>, <c>uplink</c> or <c>store</c>.
/// </param>
/// <param name="Code">The reason for programs, in snake_case.</param>
/// <param name="Sentence">The reason for people.</param>
/// <param name="Next">What to do; null where nothing is to be done.</param>
public sealed record WhyFinding(string Stage, string Code, string Sentence, string? Next)
{
    /// <summary>A message it happened to; null where there is none.</summary>
    public WhyExample? Example { get; init; }

    /// <summary>Whether nothing keeps points back.</summary>
    public bool IsWell { get; init; }
}

/// <summary>A message that something happened to.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">The beginning of its payload as visible text; how many bytes it has where it is none.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record WhyExample(string Topic, string Payload, DateTimeOffset ReceivedAt);
