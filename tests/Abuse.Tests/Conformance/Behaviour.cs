namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>Something MQTT asks of a server, as a check any broker can be put to.</summary>
/// <param name="Name">What a reader of the table sees.</param>
/// <param name="Statement">The statements of the standard; MQTT 5 unless it says 3.1.1.</param>
/// <param name="Check">Fails when the broker does otherwise.</param>
internal sealed record Behaviour(string Name, string Statement, Func<Bench, Task> Check);
