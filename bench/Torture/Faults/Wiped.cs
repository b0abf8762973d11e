using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>The negative control: a disk that forgets what was promised.</summary>
internal static class Wiped
{
    public static async Task InflictAsync(TorturePlant plant)
    {
        await plant.Edge.KillAsync();
        Directory.Delete(Path.Combine(plant.EdgeDisk.Path, "journal"), recursive: true);
        await plant.Edge.StartAsync();
    }
}
