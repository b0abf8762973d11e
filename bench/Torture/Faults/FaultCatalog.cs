using EventEdge.Torture.Network;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>Everything that may happen.</summary>
internal static class FaultCatalog
{
    private static readonly string[] EdgePlaces =
        ["received", "appended", "writing", "synced", "acknowledged", "in_window", "in_function", "output_committed", "publishing", "confirmed", "rolling"];

    private static readonly string[] EdgeStopPlaces = ["checkpointed", "trimming"];

    private static readonly string[] CloudPlaces = ["store_accepted", "ledger_committed", "before_ack"];

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("edge: kill -9", 12, 1, (plant, random, stop) => Crashes.KillAsync(plant.Edge, random, stop)),
        new("cloud: kill -9", 6, 1, (plant, random, stop) => Crashes.KillAsync(plant.Cloud, random, stop)),
        .. EdgePlaces.Select(place => new Fault($"edge: kill -9 at {place}", 2, 2, (plant, random, stop) => Crashes.AtAsync(plant.Edge, place, random, stop))),
        .. EdgeStopPlaces.Select(place => new Fault($"edge: kill -9 at {place}", 1, 2, (plant, _, stop) => Crashes.InStopAsync(plant.Edge, place, stop))),
        .. CloudPlaces.Select(place => new Fault($"cloud: kill -9 at {place}", 2, 2, (plant, random, stop) => Crashes.AtAsync(plant.Cloud, place, random, stop))),
        new("edge: SIGTERM under load", 2, 0, (plant, _, _) => Crashes.TerminateAsync(plant.Edge)),
        new("cloud: SIGTERM under load", 1, 0, (plant, _, _) => Crashes.TerminateAsync(plant.Cloud)),
        new("edge: disk full", 2, 0, ServerFaults.FillDiskAsync),
        new("rabbitmq: kill -9", 1, 0, (plant, _, _) => ServerFaults.KillRabbitAsync(plant)),
        new("rabbitmq: stop", 1, 0, (plant, _, stop) => ServerFaults.StopRabbitAsync(plant, stop)),
        new("rabbitmq: pause", 2, 0, ServerFaults.PauseRabbitAsync),
        new("store: kill -9", 2, 0, (plant, _, _) => ServerFaults.KillStoreAsync(plant)),
        .. Link("store", plant => plant.StoreLink, LinkMode.Cut, LinkMode.Slow, LinkMode.CutReply),
        .. Link("uplink", plant => plant.Uplink, LinkMode.Cut, LinkMode.Slow, LinkMode.HalfOpen, LinkMode.CutReply),
        .. Link("downlink", plant => plant.Downlink, LinkMode.Cut, LinkMode.HalfOpen, LinkMode.CutReply),
        .. Link("sensors", plant => plant.SensorLink, LinkMode.Cut, LinkMode.Slow, LinkMode.HalfOpen, LinkMode.CutReply),
        new("uplink: flapping", 1, 0, (plant, random, stop) => LinkFaults.FlapAsync(plant.Uplink, random, stop)),
        new("sensors: flapping", 2, 0, (plant, random, stop) => LinkFaults.FlapAsync(plant.SensorLink, random, stop)),
    ];

    /// <summary>One kind for a draw, of those whose names contain a text.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Fault Draw(Random random, string only)
    {
        var kinds = All.Where(fault => fault.Name.Contains(only, StringComparison.Ordinal)).ToList();
        var at = random.Next(kinds.Sum(fault => fault.Weight));
        foreach (var fault in kinds)
        {
            at -= fault.Weight;
            if (at < 0) return fault;
        }

        throw new InvalidOperationException("no kind of fault is called so");
    }

    private static IEnumerable<Fault> Link(string name, Func<TorturePlant, ChaosProxy> link, params LinkMode[] modes) =>
        modes.Select(mode => new Fault(
            $"{name}: {LinkFaults.Name(mode)}", 1, 0, (plant, random, stop) => LinkFaults.SpoilAsync(link(plant), mode, random, stop)));
}
