using EventEdge.Torture.Faults.Power;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>The negative controls: what each does instead of a fault.</summary>
internal static class Defects
{
    public static Task InflictAsync(Control control, TorturePlant plant, Random random, CancellationToken stop) => control switch
    {
        Control.WipeJournal => WipeJournalAsync(plant),
        Control.NoSync => PowerCut.CutAsync(plant, deafToSyncs: true, random, survives: () => false, stop),
        _ => Crashes.KillAsync(plant.Edge, random, stop),
    };

    private static async Task WipeJournalAsync(TorturePlant plant)
    {
        await plant.Edge.KillAsync();
        Directory.Delete(Path.Combine(plant.EdgeDisk.Path, "journal"), recursive: true);
        await plant.Edge.StartAsync();
    }
}
