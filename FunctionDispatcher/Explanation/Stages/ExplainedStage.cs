using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>One step of a message's way, in a sentence.</summary>
/// <param name="Stage">
/// <c>route</c>, <c>admit</c>, <c>decode</c>, <c>fields</c>, <c>filter</c>, <c>deduplicate</c>, <c>event_time</c>, <c>window</c>,
/// <c>invoke</c>, <c>emit</c>, and on a node <c>outbox</c>, <c>uplink</c> and <c>store</c>.
/// </param>
/// <param name="Outcome">What the step decided.</param>
/// <param name="Sentence">What it saw and did.</param>
public sealed record ExplainedStage(string Stage, StageOutcome Outcome, string Sentence)
{
    /// <summary>What a person can do about it; null where nothing is to be done.</summary>
    public string? Next { get; init; }

    /// <summary>Which event of the message it is about, from 0; null for the message as a whole.</summary>
    public int? Event { get; init; }

    /// <summary>The fields after the step, where it changed them; else null.</summary>
    public IReadOnlyList<ExplainedField>? Fields { get; init; }

    /// <summary>The parts of the condition, where the step asks one; else null.</summary>
    public IReadOnlyList<ConditionPart>? Parts { get; init; }

    /// <summary>Whether the way goes on.</summary>
    internal bool IsPassed => Outcome == StageOutcome.Passed;
}

/// <summary>A field as people read it.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Kind"><c>number</c>, <c>text</c>, <c>boolean</c> or <c>null</c>.</param>
/// <param name="Value">Its value as text; cut where it is long.</param>
public sealed record ExplainedField(string Name, string Kind, string Value);
