using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>One kind of misfortune: inflicts it and repairs what the world would repair.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="Inflict">Returns false when it could not be brought about.</param>
internal sealed record Fault(string Name, int Weight, Func<TorturePlant, Random, CancellationToken, Task<bool>> Inflict);
