using EventEdge.Torture.Network;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to the links.</summary>
internal static class LinkFaults
{
    public static string Name(LinkMode mode) => mode switch
    {
        LinkMode.Cut => "cut",
        LinkMode.HalfOpen => "half-open",
        LinkMode.Slow => "slow",
        LinkMode.CutReply => "reply cut",
        _ => "open",
    };

    public static async Task<bool> SpoilAsync(ChaosProxy link, LinkMode mode, Random random, CancellationToken stop)
    {
        link.Become(mode);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 7000)), TimeProvider.System, stop);
        }
        finally
        {
            link.Become(LinkMode.Open);
        }

        return true;
    }

    public static async Task<bool> FlapAsync(ChaosProxy link, Random random, CancellationToken stop)
    {
        for (var times = random.Next(3, 10); times > 0; times--)
        {
            link.Become(LinkMode.Cut);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, stop);
            link.Become(LinkMode.Open);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, stop);
        }

        return true;
    }
}
