namespace EventEdge.Hosting.Health;

/// <summary>What a check found wrong, in sentences for the person who runs the node.</summary>
/// <param name="Level">How bad it is; not <see cref="HealthLevel.Ok"/>.</param>
/// <param name="Reason">What is wrong, where, and what follows from it. One line.</param>
/// <param name="Advice">What a person can do about it. One line.</param>
public sealed record HealthProblem(HealthLevel Level, string Reason, string Advice);
