using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>Further edges with the same bindings, and the same names of devices, on one measurement of one store.</summary>
internal static class EdgeFaults
{
    private const int Others = 2;

    /// <summary>Three send at the same time, and one of them is killed meanwhile.</summary>
    public static async Task<bool> ManyAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        for (var number = 2; number < Others + 2; number++)
        {
            if (plant.Others.All(other => other.Node != $"torture-{number}")) await plant.AddOtherAsync($"torture-{number}", 't');
        }

        var others = plant.Others.Where(other => other.Node.StartsWith("torture-", StringComparison.Ordinal)).ToList();
        foreach (var other in others)
            plant.Expected.Claim($"windows of {other.Node}, which has the same bindings and devices", other.DepartureAsync);
        var sending = Task.WhenAll(others.Select(other => other.SendAsync(TimeSpan.FromMilliseconds(random.Next(2000, 5000)), stop)));
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), TimeProvider.System, stop);
        await others[random.Next(others.Count)].Process.RestartAsync();
        await sending;
        return true;
    }
}
