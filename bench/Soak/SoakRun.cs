using System.Diagnostics;
using EventEdge.Backlog;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Node;
using EventEdge.Measure.Results;
using EventEdge.Soak.Load;
using EventEdge.Soak.Trend;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Soak;

/// <summary>
/// Hours of a node's life in minutes: its clock goes faster, and so do timers, sessions and windows. The node is the real one with its own
/// broker, uplink and cloud; what loads it is another process. Bindings are edited while it runs. At each sample, what is alive after a
/// full collection.
/// </summary>
internal sealed class SoakRun(SoakOptions options) : IAsyncDisposable
{
    private const double WarmUpShare = 0.3;
    private const int SampleBefore = 600;
    private static readonly TimeSpan EditInterval = TimeSpan.FromSeconds(13);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly List<Sample> _samples = [];
    private EdgeNode? _node;
    private EmbeddedBroker? _broker;

    private string Bindings => Path.Combine(options.Directory, "bindings.yaml");

    /// <summary>Runs, and prints the figures as results.</summary>
    public async Task RunAsync()
    {
        var time = new CompressedTime(options.Factor);
        await StartAsync(time);
        using var load = StartLoad(options with { Port = _broker!.Port, NodeEpoch = time.Epoch, WallEpoch = time.Epoch });
        var clock = Stopwatch.StartNew();
        var (sampled, edited, edits) = (0L, TimeSpan.Zero, 0);
        while (clock.Elapsed < options.Duration && !load.HasExited)
        {
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            if (clock.Elapsed - edited > EditInterval)
            {
                edited = clock.Elapsed;
                await File.WriteAllTextAsync(Bindings, PlantBindings.Of(++edits));
            }

            // At the end of a silence: what is under way is no part of what is kept.
            var (turn, at) = Math.DivRem(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - time.Epoch, NodeClock.Turn);
            if (turn < sampled || at < NodeClock.Turn - SampleBefore) continue;
            sampled = turn + 1;
            _samples.Add(Sample.Take(_node!.Snapshot().MessagesReceived));
            Console.Error.WriteLine(
                $"{clock.Elapsed:mm\\:ss}  {_samples[^1]}  {_broker.ConnectionCount} connections  {_broker.SessionCount} sessions");
        }

        using var limit = new CancellationTokenSource(StopLimit);
        await load.WaitForExitAsync(limit.Token);
        while (_node!.Snapshot() is { InFlight: > 0 } && !limit.IsCancellationRequested)
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        Print(edits);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    private async Task StartAsync(CompressedTime time)
    {
        Directory.CreateDirectory(options.Directory);
        await File.WriteAllTextAsync(Bindings, PlantBindings.Of(0));
        var edge = new EdgeOptions { Node = "soak", BindingsFile = Bindings, DataDirectory = Path.Combine(options.Directory, "edge") };
        var endpoint = new EmbeddedBrokerOptions
        {
            Node = "soak", Port = 0, RetainedFile = Path.Combine(options.Directory, "retained.db"),

            // What a client needs processor time for does not become faster with the clock.
            ConnectTimeLimit = TimeSpan.FromSeconds(5 * options.Factor), PacketGrace = TimeSpan.FromSeconds(5 * options.Factor),
        };
        _node = new EdgeNode(
            edge,
            intake => _broker = new EmbeddedBroker(endpoint, intake, time, NullLogger<EmbeddedBroker>.Instance),
            (outbox, link) => new HostedUplink(outbox, link, new BacklogOptions(0, options.Directory, null, 0, StopLimit)),
            time,
            NullLoggerFactory.Instance);
        await _node.StartAsync(CancellationToken.None);
    }

    private static Process StartLoad(SoakOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal))
            start.ArgumentList.Add(typeof(SoakRun).Assembly.Location);
        foreach (var argument in options.ToArguments()) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private void Print(int edits)
    {
        var steady = _samples.Skip((int)(_samples.Count * WarmUpShare)).ToList();
        if (steady.Count < 3) throw new InvalidOperationException("too few samples: run it for longer");
        var name = FormattableString.Invariant($"{options.Hours:0.#} hours in {options.Minutes:0.#} min");
        Show(name, "messages", _samples[^1].Messages / 1e6, "M");
        Show(name, "edits of bindings", edits, string.Empty);
        var last = _node!.Snapshot();
        Show(name, "unexplained messages", last.Unexplained, string.Empty);
        Show(name, "unexplained events of bindings", last.Bindings.Sum(one => Math.Abs(one.Unexplained)), string.Empty);
        foreach (var one in last.Bindings.Where(one => one.Unexplained != 0)) Console.Error.WriteLine(one);
        foreach (var (what, unit, figure) in new (string, string, Func<Sample, double>)[]
        {
            ("live heap", "B", one => one.Heap), ("own memory", "B", one => one.Resident), ("handles", "", one => one.Handles),
            ("threads", "", one => one.Threads),
        })
        {
            var line = Line.Through(steady, figure);
            Show(what, "mean", unit == "B" ? line.Mean / (1 << 20) : line.Mean, unit == "B" ? "MiB" : unit);
            Show(what, "slope", line.Slope, $"{unit}/M messages".TrimStart('/'));
            Show(what, "standard error of the slope", line.Error, $"{unit}/M messages".TrimStart('/'));
            Show(what, "growth", line.Share, "%");
        }
    }

    private static void Show(string name, string metric, double value, string unit) =>
        new ResultLine("soak", name, metric, Math.Round(value, 3), unit).Print();
}
