using EventEdge.Torture.Network;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to the links.</summary>
internal static class LinkFaults
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static string Name(LinkMode mode) => mode switch
    {
        LinkMode.Cut => "cut",
        LinkMode.HalfOpen => "half-open",
        LinkMode.Far => "600 ms",
        LinkMode.Narrow => "narrow",
        LinkMode.CutReply => "reply cut",
        _ => "open",
    };

    public static async Task<bool> SpoilAsync(ChaosProxy link, LinkMode mode, Random random, CancellationToken stop)
    {
        var before = link.Spoiled;
        link.Become(mode);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 6000)), TimeProvider.System, stop);
            await UntilSpoiledAsync(link, before, stop);
        }
        finally
        {
            link.Become(LinkMode.Open);
        }

        return link.Spoiled > before;
    }

    // Another fault may have left the link without traffic for a while.
    private static async Task UntilSpoiledAsync(ChaosProxy link, long before, CancellationToken stop)
    {
        for (var left = SilenceLimit; link.Spoiled == before && left > TimeSpan.Zero; left -= Pause)
            await Task.Delay(Pause, TimeProvider.System, stop);
    }

    public static async Task<bool> FlapAsync(ChaosProxy link, Random random, CancellationToken stop)
    {
        var before = link.Spoiled;
        for (var times = random.Next(3, 10); times > 0; times--)
        {
            link.Become(LinkMode.Cut);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, stop);
            link.Become(LinkMode.Open);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, stop);
        }

        return link.Spoiled > before;
    }
}
