using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>One kind of misfortune: inflicts it and repairs what the world would repair.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="Kills">Processes of ours it ends by SIGKILL.</param>
/// <param name="Inflict">Returns false when it could not be brought about.</param>
internal sealed record Fault(string Name, int Weight, int Kills, Func<TorturePlant, Random, CancellationToken, Task<bool>> Inflict);
