using EventEdge.Torture.Check;
using EventEdge.Torture.Faults;
using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture;

/// <summary>One run: a plant, its sensors, faults drawn by seed, quiet, the check.</summary>
internal sealed class TortureRun(TortureOptions options, int seed, Action<string> say)
{
    private const string Query = "SELECT device, seq_count, seq_sum, seq_min, seq_max FROM torture";
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, (int Done, int Vain)> _faults = [];
    private readonly List<Sensor> _sensors = [];
    private int _kills;

    public async Task<RunResult> RunAsync(CancellationToken abort)
    {
        await using var plant = await TorturePlant.StartAsync();
        var began = TimeProvider.System.GetTimestamp();
        using var enough = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        for (var i = 0; i < options.Sensors; i++) _sensors.Add(new Sensor(i, plant.SensorLink.Port, new(options.Rate, options.InFlight)));
        var sending = Task.WhenAll(_sensors.Select(sensor => sensor.RunAsync(enough.Token, end.Token)));
        try
        {
            await InjectAsync(plant, abort);
            while (_sensors.Sum(sensor => sensor.Acknowledged) < options.Messages) await Task.Delay(Second, TimeProvider.System, abort);
            await enough.CancelAsync();
            await sending.WaitAsync(QuietLimit, TimeProvider.System, abort);
            var (windows, ledger) = await SettleAsync(plant, abort);
            return Result(began, windows, ledger);
        }
        finally
        {
            await end.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task InjectAsync(TorturePlant plant, CancellationToken abort)
    {
        for (var left = options.Faults; left > 0; left--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 1500)), TimeProvider.System, abort);
            if (options.Control == Control.WipeJournal) await Wiped.InflictAsync(plant);
            else await InflictAsync(plant, FaultCatalog.Draw(_random, options.Only), abort);
        }
    }

    private async Task InflictAsync(TorturePlant plant, Fault fault, CancellationToken abort)
    {
        var done = await fault.Inflict(plant, _random, abort);
        var (before, vain) = _faults.GetValueOrDefault(fault.Name);
        _faults[fault.Name] = done ? (before + 1, vain) : (before, vain + 1);
        _kills += fault.Kills;
        say($"  {fault.Name}{(done ? "" : " (not reached)")}, {_sensors.Sum(sensor => sensor.Acknowledged)} acknowledged");
    }

    // Waits until all is well, or until nothing gets better any more.
    private async Task<(WindowCheck Windows, LedgerCheck? Ledger)> SettleAsync(TorturePlant plant, CancellationToken abort)
    {
        var acknowledged = _sensors.ToDictionary(sensor => sensor.Device, sensor => sensor.Acknowledged);
        var began = TimeProvider.System.GetTimestamp();
        var (since, last) = (began, -1L);
        while (true)
        {
            await Task.Delay(Second, TimeProvider.System, abort);
            var windows = WindowCheck.Of(acknowledged, (await plant.Influx.QueryAsync(Query)).Select(StoredWindow.From));
            var (edge, cloud) = (await plant.Edge.StatusAsync(), await plant.Cloud.StatusAsync());
            var ledger = edge is { } e && cloud is { } c ? LedgerCheck.Of(e, c) : null;
            if (windows.IsClean && ledger is { IsClean: true }) return (windows, ledger);
            var state = windows.Lost + windows.CountedTwice + windows.WrongWindows;
            if (state != last) (since, last) = (TimeProvider.System.GetTimestamp(), state);
            var settled = ledger is { Drained: true } && TimeProvider.System.GetElapsedTime(since) > Settled;
            if (settled || TimeProvider.System.GetElapsedTime(began) > QuietLimit) return (windows, ledger);
        }
    }

    private RunResult Result(long began, WindowCheck windows, LedgerCheck? ledger) => new()
    {
        Seed = seed,
        Duration = TimeProvider.System.GetElapsedTime(began),
        Windows = windows,
        Ledger = ledger,
        Resent = _sensors.Sum(sensor => sensor.Resent),
        StrangeAcks = _sensors.Sum(sensor => sensor.StrangeAcks),
        Faults = _faults,
        Kills = _kills,
    };
}
