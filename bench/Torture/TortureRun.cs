using EventEdge.Torture.Check;
using EventEdge.Torture.Faults;
using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture;

/// <summary>One run: a plant, its sensors, faults drawn by seed, quiet, the check.</summary>
internal sealed class TortureRun(TortureOptions options, int seed, Action<string> say)
{
    // Readings begin in the near past, so that they stay behind the clock however fast they are made.
    private static readonly TimeSpan Head = TimeSpan.FromMinutes(30);

    // Ten times as many results need ten times as much of it.
    private const int Haste = 10;
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, FaultCount> _faults = new(StringComparer.Ordinal);
    private readonly List<Sensor> _sensors = [];
    private readonly SensorOptions _sensor = SensorOf(options, options.IsTight(seed));

    public async Task<RunResult> RunAsync(CancellationToken abort)
    {
        await using var plant = await TorturePlant.StartAsync(options.UsesVictoria(seed), options.IsTight(seed), _sensor);
        var began = TimeProvider.System.GetTimestamp();
        using var enough = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        for (var i = 0; i < options.Sensors; i++) _sensors.Add(new Sensor("torture", i, plant.SensorLink.Port, _sensor));
        var sending = Task.WhenAll(_sensors.Select(sensor => sensor.RunAsync(enough.Token, end.Token)));
        try
        {
            await InjectAsync(plant, abort);
            while (_sensors.Sum(sensor => sensor.Acknowledged) < options.Messages) await Task.Delay(Pause, TimeProvider.System, abort);
            await enough.CancelAsync();
            await sending.WaitAsync(QuietLimit, TimeProvider.System, abort);
            var (windows, ledger) = await SettleAsync(plant, abort);
            return Result(plant, began, windows, ledger);
        }
        finally
        {
            await end.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SensorOptions SensorOf(TortureOptions options, bool isTight)
    {
        var origin = TimeProvider.System.GetUtcNow() - (isTight ? Haste * Head : Head);
        return new SensorOptions(
            options.Rate, options.InFlight, DateTimeOffset.FromUnixTimeSeconds(origin.ToUnixTimeSeconds()),
            isTight ? SensorOptions.OfTheClock / Haste : SensorOptions.OfTheClock, options.Control == Control.EarlyAck);
    }

    private async Task InjectAsync(TorturePlant plant, CancellationToken abort)
    {
        var kinds = FaultCatalog.Of(plant.Store, options.Only, plant.IsTight);
        foreach (var fault in options.Each ? FaultDraw.EachOnce(kinds, options.Part, options.Parts, _random) : FaultDraw.ByWeight(kinds, options.Faults, _random))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 1500)), TimeProvider.System, abort);
            if (options.Control != Control.None) await Defects.InflictAsync(options.Control, plant, _random, abort);
            else if (!await InflictAsync(plant, fault, abort) && options.Each) await InflictAsync(plant, fault, abort);
        }
    }

    private async Task<bool> InflictAsync(TorturePlant plant, Fault fault, CancellationToken abort)
    {
        // Each fault has its own dice: one that is over sooner today does not change the next.
        var began = TimeProvider.System.GetTimestamp();
        var dice = _random.Next();
        var done = await fault.Inflict(plant, new Random(dice), abort);
        var before = _faults.GetValueOrDefault(fault.Name) ?? new(0, 0);
        _faults[fault.Name] = done ? before with { Done = before.Done + 1 } : before with { Vain = before.Vain + 1 };
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        say(FormattableString.Invariant(
            $"  {seed}: {fault.Name}{(done ? "" : " (not reached)")}, {seconds:0.0} s, {_sensors.Sum(sensor => sensor.Acknowledged)} acknowledged"));
        return done;
    }

    // Waits until all is well, or until nothing gets better any more.
    private async Task<(WindowCheck Windows, LedgerCheck? Ledger)> SettleAsync(TorturePlant plant, CancellationToken abort)
    {
        var acknowledged = _sensors.ToDictionary(sensor => sensor.Device, sensor => sensor.Acknowledged);
        var refused = plant.Refused.Sum(sensor => sensor.Acknowledged);
        var began = TimeProvider.System.GetTimestamp();
        var (since, last) = (began, -1L);
        while (true)
        {
            await Task.Delay(Pause, TimeProvider.System, abort);
            var windows = WindowCheck.Of(acknowledged, _sensor.PerWindow, await plant.Store.WindowsAsync(_sensor.Origin));
            var (edge, cloud) = (await plant.Edge.StatusAsync(), await plant.Cloud.StatusAsync());
            var ledger = edge is { } e && cloud is { } c ? LedgerCheck.Of(e, c, refused) : null;
            if (windows.IsClean && ledger is { IsClean: true }) return (windows, ledger);
            var state = windows.Lost + windows.CountedTwice + windows.WrongWindows;
            if (state != last) (since, last) = (TimeProvider.System.GetTimestamp(), state);
            var settled = ledger is { Drained: true } && TimeProvider.System.GetElapsedTime(since) > Settled;
            if (settled || TimeProvider.System.GetElapsedTime(began) > QuietLimit) return (windows, ledger);
        }
    }

    private RunResult Result(TorturePlant plant, long began, WindowCheck windows, LedgerCheck? ledger) => new()
    {
        Seed = seed,
        Store = plant.Store.Name,
        Seconds = Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1),
        Kills = plant.Edge.Kills + plant.Cloud.Kills,
        Faults = _faults.Values.Sum(fault => fault.Done),
        Acknowledged = windows.Acknowledged,
        Windows = windows.Windows,
        WideWindows = windows.WideWindows,
        Resent = _sensors.Sum(sensor => sensor.Resent),
        Lost = windows.Lost,
        CountedTwice = windows.CountedTwice,
        WrongWindows = windows.WrongWindows,
        DuplicatePoints = windows.DuplicatePoints,
        StrangeAcks = _sensors.Sum(sensor => sensor.StrangeAcks),
        Ledger = ledger,
        Kinds = _faults,
        Examples = windows.Examples,
        Setting = options.Setting,
    };
}
