using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>The size of a binding's windows is edited while they are filled. Every run compares them, edited or not.</summary>
internal static class EditFaults
{
    private const string Binding = "resized";
    private static readonly TimeSpan TakenLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Back and forth, as somebody does who tries something: true when each edit became the binding that runs.</summary>
    public static async Task<bool> LiveAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var taken = true;
        for (var edits = random.Next(2, 5); edits > 0; edits--)
        {
            var before = await plant.Edge.VersionAsync(Binding);
            plant.Bindings.Resize(Size(random, plant.Bindings.Size));
            taken &= await ChangesAsync(plant, before, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 3000)), TimeProvider.System, stop);
        }

        return taken;
    }

    /// <summary>While the edge is stopped, in order or not.</summary>
    public static async Task<bool> StoppedAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var before = await plant.Edge.VersionAsync(Binding);
        if (random.Next(2) == 0) await plant.Edge.TerminateAsync();
        else await plant.Edge.KillAsync();
        plant.Bindings.Resize(Size(random, plant.Bindings.Size));
        await plant.Edge.StartAsync();
        return await ChangesAsync(plant, before, stop);
    }

    private static async Task<bool> ChangesAsync(TorturePlant plant, string? before, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < TakenLimit)
        {
            if (await plant.Edge.VersionAsync(Binding) is { } version && version != before) return before is not null;
            await Task.Delay(Pause, TimeProvider.System, stop);
        }

        return false;
    }

    // Sizes without a common divisor: windows of one begin in the middle of those of the other. The first is the one of the file.
    private static TimeSpan Size(Random random, TimeSpan current)
    {
        TimeSpan[] sizes = [.. new[] { 10.0, 7.0, 1.3, 13.0 }.Select(TimeSpan.FromSeconds).Where(size => size != current)];
        return sizes[random.Next(sizes.Length)];
    }
}
