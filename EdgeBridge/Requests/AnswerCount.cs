namespace EventEdge.EdgeBridge.Requests;

/// <summary>How often a binding's requests were answered alike.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="StatusClass">The first digit of the HTTP status: 2, 4 or 5.</param>
/// <param name="Count">Answers since the start of the process, or since the binding came into force.</param>
public sealed record AnswerCount(string Binding, int StatusClass, long Count);
