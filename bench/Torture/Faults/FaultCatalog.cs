using EventEdge.Contracts.Faults;
using EventEdge.Torture.Faults.Floods;
using EventEdge.Torture.Faults.Forks;
using EventEdge.Torture.Faults.Poison;
using EventEdge.Torture.Faults.Power;
using EventEdge.Torture.Network;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>Everything that may happen to a plant.</summary>
internal static class FaultCatalog
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    private static IEnumerable<Fault> Ends =>
    [
        new("edge: kill -9", 12, (plant, random, stop) => Crashes.KillAsync(plant.Edge, random, stop)),
        new("cloud: kill -9", 6, (plant, random, stop) => Crashes.KillAsync(plant.Cloud, random, stop)),
        new("edge: SIGTERM under load", 2, (plant, _, _) => Crashes.TerminateAsync(plant.Edge)),
        new("cloud: SIGTERM under load", 1, (plant, _, _) => Crashes.TerminateAsync(plant.Cloud)),
        new("edge: power cut", 4, PowerCut.InflictAsync),
        new("edge: failing syncs and a power cut", 3, PowerCut.AfterFailedSyncsAsync),
    ];

    private static IEnumerable<Fault> Machine =>
    [
        new("edge: disk full", 2, ServerFaults.FillDiskAsync),
        new("edge: disk read-only", 2, MachineFaults.ReadOnlyAsync),
        new("edge: disk read-only at start", 1, (plant, _, _) => MachineFaults.ReadOnlyAtStartAsync(plant)),
        new("edge: syncs fail for a while", 3, MachineFaults.FailSyncsAsync),
        new("edge: slow sync", 2, MachineFaults.SlowSyncAsync),
        new("edge: clock + 2 h", 1, (plant, random, stop) => MachineFaults.MoveClockAsync(plant, TwoHours, random, stop)),
        new("edge: clock − 2 h", 1, (plant, random, stop) => MachineFaults.MoveClockAsync(plant, -TwoHours, random, stop)),
        new("edge: clock in 1970", 1, (plant, random, stop) => MachineFaults.MoveClockAsync(plant, To1970(), random, stop)),
        new("edge: started in 1970", 1, (plant, random, stop) => MachineFaults.StartWithClockAsync(plant, To1970(), random, stop)),
    ];

    private static IEnumerable<Fault> People =>
    [
        new("bindings: size of windows edited", 3, EditFaults.LiveAsync),
        new("bindings: size of windows edited while stopped", 2, EditFaults.StoppedAsync),
        new("edges: three on one measurement", 2, EdgeFaults.ManyAsync),
    ];

    private static IEnumerable<Fault> Attacks =>
    [
        new("bus: poison frames", 3, PoisonFault.InflictAsync),
        new("sensors: hostile series", 2, HostileFault.InflictAsync),
        new("sensors: key flood", 2, KeyFlood.InflictAsync),
        new("sensors: property flood", 2, PropertyFlood.InflictAsync),
    ];

    private static IEnumerable<Fault> Forks =>
    [
        new("edge: restored from a backup", 2, EdgeForks.RestoredAsync),
        new("edge: cloned", 2, EdgeForks.ClonedAsync),
        new("edge: another of its name", 2, EdgeForks.NamesakeAsync),
        new("cloud: restored from a backup", 2, CloudForks.RestoredAsync),
    ];

    private static IEnumerable<Fault> Broker =>
    [
        new("rabbitmq: kill -9", 1, (plant, _, _) => BrokerFaults.KillAsync(plant)),
        new("rabbitmq: stop", 1, BrokerFaults.StopAsync),
        new("rabbitmq: pause", 2, BrokerFaults.PauseAsync),
        new("rabbitmq: memory alarm", 1, BrokerFaults.MemoryAlarmAsync),
        new("rabbitmq: disk alarm", 1, BrokerFaults.DiskAlarmAsync),
        new("rabbitmq: queues deleted", 2, (plant, _, stop) => BrokerFaults.DeleteQueuesAsync(plant, stop)),
    ];

    private static IEnumerable<Fault> Links =>
    [
        .. Link("store", plant => plant.StoreLink, LinkMode.Cut, LinkMode.Far, LinkMode.Narrow, LinkMode.HalfOpen, LinkMode.CutReply),
        .. Link("uplink", plant => plant.Uplink, LinkMode.Cut, LinkMode.Far, LinkMode.Narrow, LinkMode.HalfOpen, LinkMode.CutReply),
        .. Link("downlink", plant => plant.Downlink, LinkMode.Cut, LinkMode.Far, LinkMode.Narrow, LinkMode.HalfOpen, LinkMode.CutReply),
        .. Link("sensors", plant => plant.SensorLink, LinkMode.Cut, LinkMode.Far, LinkMode.Narrow, LinkMode.HalfOpen, LinkMode.CutReply),
        new("uplink: flapping", 1, (plant, random, stop) => LinkFaults.FlapAsync(plant.Uplink, random, stop)),
        new("sensors: flapping", 2, (plant, random, stop) => LinkFaults.FlapAsync(plant.SensorLink, random, stop)),
    ];

    private static IEnumerable<Fault> Places(bool isTight) =>
        Place.All.Where(place => isTight || place.Name != CrashPoint.Downsampling).Select(At);

    /// <summary>The kinds that a plant can meet, and whose names contain a text.</summary>
    public static IReadOnlyList<Fault> Of(TorturePlant plant, string only) =>
        Of(plant.Store, only, plant.IsTight, plant.EdgeDisk.Real is not null);

    // Which windows a fork excuses is not to be said once windows have become wider.
    private static List<Fault> Of(IPlantStore store, string only, bool isTight, bool hasRealDisk) =>
    [
        .. new[] { Ends, Places(isTight), Machine, PowerOf(hasRealDisk), People, Attacks, isTight ? [] : Forks, Broker, Store(store),
            Links }
            .SelectMany(kinds => kinds).Where(fault => IsMeant(fault.Name, only.Split('|'))),
    ];

    // A part that begins with ! leaves out what it names.
    private static bool IsMeant(string name, string[] parts) =>
        !Array.Exists(parts, part => part.StartsWith('!') && name.Contains(part[1..], StringComparison.Ordinal))
        && (Array.TrueForAll(parts, part => part.StartsWith('!'))
            || Array.Exists(parts, part => name.Contains(part, StringComparison.Ordinal)));

    private static IEnumerable<Fault> PowerOf(bool hasRealDisk)
    {
        if (hasRealDisk) yield return new("edge: power cut of a real disk", 8, RealPowerCut.InflictAsync);
    }

    private static IEnumerable<Fault> Store(IPlantStore store)
    {
        yield return new("store: stop", 1, ServerFaults.StopStoreAsync);
        if (store.IsDurable) yield return new("store: kill -9", 2, (plant, _, _) => ServerFaults.KillStoreAsync(plant));
        if (store.Refuses) yield return new("store: lines refused", 2, (plant, _, stop) => ServerFaults.RefuseLinesAsync(plant, stop));
    }

    private static Fault At(Place place) => place.How switch
    {
        { InCloud: true } => new(
            $"cloud: kill -9 at {place.Name}", 2, (plant, random, stop) => Crashes.AtAsync(plant.Cloud, place, random, stop)),
        _ when place.Name == CrashPoint.Downsampling => new(
            $"edge: kill -9 at {place.Name}", 8, (plant, random, stop) => Crashes.WhileDownsamplingAsync(plant, place, random, stop)),
        { WhileStopping: true } => new(
            $"edge: kill -9 at {place.Name}", 1, (plant, random, stop) => Crashes.InStopAsync(plant.Edge, place, random, stop)),
        _ => new($"edge: kill -9 at {place.Name}", 2, (plant, random, stop) => Crashes.AtAsync(plant.Edge, place, random, stop)),
    };

    private static TimeSpan To1970() => DateTimeOffset.UnixEpoch - TimeProvider.System.GetUtcNow();

    private static IEnumerable<Fault> Link(string name, Func<TorturePlant, ChaosProxy> link, params LinkMode[] modes) =>
        modes.Select(mode => new Fault(
            $"{name}: {LinkFaults.Name(mode)}", 1, (plant, random, stop) => LinkFaults.SpoilAsync(link(plant), mode, random, stop)));
}
