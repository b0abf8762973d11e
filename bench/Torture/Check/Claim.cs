namespace EventEdge.Torture.Check;

/// <summary>Something that must be right after a run beside the readings of its sensors.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Departure">Looks, and says what is wrong; null when nothing is.</param>
internal sealed record Claim(string Name, Func<Task<string?>> Departure);
