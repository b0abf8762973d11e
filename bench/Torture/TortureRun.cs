using System.Globalization;
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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, FaultCount> _faults = new(StringComparer.Ordinal);
    private readonly List<Sensor> _sensors = [];
    private readonly SensorOptions _sensor = SensorOf(options, options.IsTight(seed));

    public async Task<RunResult> RunAsync(CancellationToken abort)
    {
        await using var plant = await TorturePlant.StartAsync(
            options.UsesVictoria(seed), options.IsTight(seed), _sensor, options.UsesRealDisk(seed));
        plant.Readers = _sensors;
        plant.FloodMessages = options.Flood;
        var began = TimeProvider.System.GetTimestamp();
        using var enough = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        for (var i = 0; i < options.Sensors; i++) _sensors.Add(Sensor.Of("torture", i, plant.SensorLink.Port, _sensor));
        var sending = Task.WhenAll(_sensors.Select(sensor => sensor.RunAsync(enough.Token, end.Token)));
        try
        {
            await InjectAsync(plant, abort);
            while (_sensors.Sum(sensor => sensor.Acknowledged) < options.Messages) await Task.Delay(Pause, TimeProvider.System, abort);
            await enough.CancelAsync();
            await sending.WaitAsync(QuietLimit, TimeProvider.System, abort);
            return Result(plant, began, await new Settlement(plant, _sensors).WaitAsync(abort));
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
        var kinds = FaultCatalog.Of(plant, options.Only);
        foreach (var fault in options.Each ? FaultDraw.EachOnce(kinds, options.Part, options.Parts, _random) : FaultDraw.ByWeight(
            kinds, options.Faults, _random))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 1500)), TimeProvider.System, abort);
            if (options.Control != Control.None) await Defects.InflictAsync(options.Control, plant, _random, abort);
            else if (!await InflictAsync(plant, fault, abort) && options.Each) await InflictAsync(plant, fault, abort);
        }
    }

    private async Task<bool> InflictAsync(TorturePlant plant, Fault fault, CancellationToken abort)
    {
        // Each fault has its own random sequence: one that is over sooner today does not change the next.
        var began = TimeProvider.System.GetTimestamp();
        var dice = _random.Next();
        var done = await fault.Inflict(plant, new Random(dice), abort);
        var before = _faults.GetValueOrDefault(fault.Name) ?? new(0, 0);
        _faults[fault.Name] = done ? before with { Done = before.Done + 1 } : before with { Vain = before.Vain + 1 };
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {seed}: {fault.Name}{(done ? "" : " (not reached)")}, {seconds:0.0} s, "
                + $"{_sensors.Sum(sensor => sensor.Acknowledged)} acknowledged"));
        return done;
    }

    private RunResult Result(TorturePlant plant, long began, Outcome outcome) => new()
    {
        Seed = seed,
        Store = plant.Store.Name,
        Seconds = Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1),
        Kills = plant.Edge.Kills + plant.Cloud.Kills + plant.Others.Sum(other => other.Process.Kills),
        Faults = _faults.Values.Sum(fault => fault.Done),
        Acknowledged = outcome.Windows.Acknowledged,
        Windows = outcome.Windows.Windows,
        Excused = outcome.Windows.Excused,
        WideWindows = outcome.Windows.WideWindows,
        Resent = _sensors.Sum(sensor => sensor.Resent),
        Lost = outcome.Windows.Lost,
        CountedTwice = outcome.Windows.CountedTwice,
        WrongWindows = outcome.Windows.WrongWindows,
        DuplicatePoints = outcome.Windows.DuplicatePoints,
        StrangeAcks = _sensors.Sum(sensor => sensor.StrangeAcks),
        Ledger = outcome.Ledger,
        Claims = outcome.Claims,
        Unexplained = outcome.Unexplained,
        Kinds = _faults,
        Examples = outcome.Windows.Examples,
        Setting = options.Setting,
    };
}
