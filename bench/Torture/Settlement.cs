using EventEdge.Torture.Check;
using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture;

/// <summary>The end of a run: waits until all is well, or until nothing gets better any more.</summary>
internal sealed class Settlement(TorturePlant plant, IReadOnlyList<Sensor> sensors)
{
    private const string Resized = "windows of an edited size hold each reading once";
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(90);

    // The last windows, of ten seconds at most, end by silence: after their own rest, out_of_order and idle_timeout.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, long> _acknowledged = sensors.ToDictionary(sensor => sensor.Device, sensor => sensor.Acknowledged);

    public async Task<Outcome> WaitAsync(CancellationToken abort)
    {
        plant.Expected.Claim(Resized, ResizedDepartureAsync);
        var began = TimeProvider.System.GetTimestamp();
        var (since, last) = (began, (-1L, -1));
        while (true)
        {
            await Task.Delay(Pause, TimeProvider.System, abort);
            var outcome = await LookAsync();
            if (outcome.Distance != last) (since, last) = (TimeProvider.System.GetTimestamp(), outcome.Distance);
            var settled = outcome.Ledger is { Drained: true } && TimeProvider.System.GetElapsedTime(since) > Settled;
            if (outcome.IsClean || settled || TimeProvider.System.GetElapsedTime(began) > QuietLimit)
                return outcome with { Unexplained = [.. await UnexplainedAsync(), .. await CountsAsync(outcome)] };
        }
    }

    private async Task<Outcome> LookAsync()
    {
        var rows = await plant.Store.WindowsAsync(new Series("torture"), plant.Origin);
        var windows = WindowCheck.Of(_acknowledged, plant.Sensors.PerWindow, rows, plant.Expected.Excuses);
        var (edge, cloud) = (await plant.Edge.StatusAsync(), await plant.Cloud.StatusAsync());
        var ledger = edge is { } e && cloud is { } c ? LedgerCheck.Of(e, c, await PurposesAsync()) : null;
        return new Outcome(windows, ledger, await plant.Expected.LookAsync(), []);
    }

    private async Task<string?> ResizedDepartureAsync()
    {
        var rows = await plant.Store.WindowsAsync(new Series("resized"), plant.Origin);
        return plant.IsTight ? TileCheck.SumDeparture(_acknowledged, rows) : TileCheck.Departure(
            _acknowledged, rows, plant.Expected.Excuses);
    }

    private async Task<Purposes> PurposesAsync()
    {
        var expected = plant.Expected;
        var ofKeys = await OfFloodsAsync("torture") + await OfFloodsAsync("resized");
        return new(plant.Refused.Sum(sensor => sensor.Acknowledged), expected.Poison, expected.RefusalsMayRepeat, ofKeys,
            await OfHostileAsync());
    }

    // What did not become a window was beyond the limit; each key has sent one message.
    private async Task<long> OfFloodsAsync(string binding) => plant.Expected.Floods.Count == 0
        ? 0
        : plant.Expected.Floods.Sum(flood => flood.Acknowledged)
            - (await plant.Store.WindowsAsync(new Series(binding, Devices: 'f'), plant.Origin)).Sum(window => window.Count);

    private async Task<long> OfHostileAsync() => plant.Expected.Hostile.Count == 0
        ? 0
        : plant.Expected.Hostile.Sum(sensor => sensor.Acknowledged)
            - (await plant.Store.ValuesAsync(new Series("hostile", Devices: 'h'), "n")).Sum(device => device.Count());

    // What a wrong number of rejected events is made of: of each binding the whole equation, and what the floods saw.
    private async Task<IReadOnlyList<string>> CountsAsync(Outcome outcome)
    {
        if (outcome.Ledger is null or { Rejected: 0 } || await plant.Edge.StatusAsync() is not { } edge) return [];
        var floods = string.Join(
            ", ", plant.Expected.Floods.Select(flood => $"{flood.Acknowledged} of {flood.Made}, {flood.Resent} resent"));
        var counts = new List<string> { $"edge: {outcome.Ledger.Rejected} rejected events too many; floods acknowledged {floods}" };
        foreach (var name in new[] { "torture", "resized", "hostile" })
        {
            var stored = (await plant.Store.WindowsAsync(new Series(name, Devices: 'f'), plant.Origin)).Sum(window => window.Count);
            counts.Add($"edge: binding {name}: {string.Join(", ", LedgerCheck.Counters.Select(
                counter => $"{counter} {LedgerCheck.Of(edge, name, counter)}"))}; of floods {stored} stored");
        }

        return counts;
    }

    private async Task<IReadOnlyList<string>> UnexplainedAsync()
    {
        List<string> unexplained = [];
        foreach (var edge in plant.Others.Select(other => other.Data).Prepend(plant.EdgeDisk.Path))
        {
            var ledger = await Ledger.ReadAsync(edge, plant.CloudData);
            unexplained.AddRange([.. plant.Expected.Unpardoned(ledger), .. ledger.Losses]);
        }

        return [.. unexplained.Distinct()];
    }
}
