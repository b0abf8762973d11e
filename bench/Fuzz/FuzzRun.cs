using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Fuzz;

/// <summary>
/// Fuzzes an embedded broker in this process over real sockets, several connections at a time, while a sensor and a bystander stay
/// connected.
/// </summary>
internal sealed class FuzzRun(int seed, int lanes = 8)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly FuzzIntake _intake = new();
    private readonly Lock _gate = new();
    private int _next;
    private long _packets;
    private string? _violation;

    /// <summary>Runs until so many packets are sent or time is over; returns what happened.</summary>
    public async Task<FuzzResult> RunAsync(long packets, CancellationToken over)
    {
        Exception? unobserved = null;
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, missed) => unobserved ??= missed.Exception;
        TaskScheduler.UnobservedTaskException += note;
        var options = new EmbeddedBrokerOptions { Node = "fuzz", Port = 0, OfflineSessionLimit = 50, RetainedCountLimit = 100 };
        await using var broker = new EmbeddedBroker(options, _intake, TimeProvider.System, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync(CancellationToken.None);
        using var sensor = new WatchedSensor();
        using var stop = new CancellationTokenSource();
        var watching = sensor.RunAsync(broker.Port, stop.Token);
        await Task.WhenAll(
            Enumerable.Range(0, lanes).Select(_ => Task.Run(() => LaneAsync(broker.Port, packets, over), CancellationToken.None)));
        await EndedAsync(broker);
        await stop.CancelAsync();
        await ObserveAsync(watching);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= note;
        if (unobserved is not null) Report($"an exception nobody observed: {unobserved}");
        if (_intake.Violation is { } violation) Report(violation);
        if (_intake.SensorCount != sensor.Acknowledged)
            Report($"the sensor has {sensor.Acknowledged} acknowledgements for {_intake.SensorCount} messages");
        return new FuzzResult(
            seed, _packets, _next, _intake.Count, sensor.Acknowledged, sensor.Percentile(50), sensor.Percentile(99), _violation);
    }

    private async Task LaneAsync(int port, long packets, CancellationToken over)
    {
        while (_violation is null && Interlocked.Read(ref _packets) < packets && !over.IsCancellationRequested)
        {
            var session = FuzzSession.Create(seed, Interlocked.Increment(ref _next));
            if (await FaultOfAsync(session, port) is { } fault) await ReportAsync(session, fault, port);
            Interlocked.Add(ref _packets, session.Packets.Count);
        }
    }

    private async Task<string?> FaultOfAsync(FuzzSession session, int port)
    {
        try
        {
            var received = await session.RunAsync(port);
            var lie = session.IsKnown ? Answers.Acknowledged(received).FirstOrDefault(id => !_intake.Has(session.ClientId, id)) : 0;
            _intake.Forget(session.ClientId);
            return lie == 0 ? null : $"message {lie} was acknowledged and never taken";
        }
        catch (OperationCanceledException)
        {
            return "the broker neither answers nor closes";
        }
    }

    // Packets are left out one by one while it still goes wrong.
    private async Task ReportAsync(FuzzSession session, string fault, int port)
    {
        var shortest = session;
        for (var at = session.Packets.Count - 1; at > 0; at--)
        {
            var shorter = shortest with { Packets = [.. shortest.Packets.Where((_, index) => index != at)] };
            if (await FaultOfAsync(shorter, port) is not null) shortest = shorter;
        }

        Report($"seed {seed}, session {session.Number}: {fault}\n{string.Join('\n', shortest.Packets.Select(Convert.ToHexString))}");
    }

    private async Task ObserveAsync(Task watching)
    {
        try
        {
            await watching;
        }
        catch (Exception error)
        {
            Report($"the sensor was disturbed: {error.Message}");
        }
    }

    private async Task EndedAsync(EmbeddedBroker broker)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (broker.ConnectionCount > 1 && TimeProvider.System.GetElapsedTime(start) < EndLimit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }

        if (broker.ConnectionCount > 1) Report($"{broker.ConnectionCount - 1} connections stay");
        if (broker.SessionCount > 51) Report($"{broker.SessionCount} sessions stay");
    }

    private void Report(string violation)
    {
        lock (_gate) _violation ??= violation;
    }
}

/// <summary>What a run did, and what went wrong.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Packets">Packets sent.</param>
/// <param name="Sessions">Connections made.</param>
/// <param name="Taken">Messages taken.</param>
/// <param name="SensorAcknowledged">Messages of the well-behaved sensor, all of them acknowledged in order.</param>
/// <param name="SensorMedianMs">Half of its acknowledgements came within, in milliseconds.</param>
/// <param name="SensorP99Ms">99 of 100 came within.</param>
/// <param name="Violation">What went wrong; null when nothing did.</param>
internal sealed record FuzzResult(
    int Seed, long Packets, int Sessions, long Taken, int SensorAcknowledged, double SensorMedianMs, double SensorP99Ms, string? Violation);
