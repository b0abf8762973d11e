namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>A part of a condition, and what an event made of it.</summary>
/// <param name="Text">The part, as the condition is printed.</param>
/// <param name="Holds">Whether it is true.</param>
/// <param name="Values">The values it looked at, in words: <c>temperature is 21.5</c>; empty for a constant.</param>
public sealed record ConditionPart(string Text, bool Holds, string Values);
