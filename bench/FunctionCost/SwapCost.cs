using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.Node;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionCost;

/// <summary>
/// A C# file is edited under a thousand durable events a second: the time from the end of the edit to the first result of the new
/// version, where the compiler has to start (cold) and where it runs from an edit before (warm). Fails when an event was lost or answered
/// twice.
/// </summary>
internal static class SwapCost
{
    private const int WarmEdits = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(IReadOnlyList<string> compiler)
    {
        var folder = Directory.CreateTempSubdirectory("eventedge-bench-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "bindings.yaml"), """
                bindings:
                  - name: own
                    trigger: { mqtt: "plant/{device}", qos: 1 }
                    function: { csharp: own.cs }
                    emit: { mqtt: "results/{device}" }
                """);
            Write(folder, 1);
            // Compiles the first version; the node that is measured finds it kept, and its compiler has not started.
            await using (Open(folder, compiler, out _, out var start)) await start();
            await using var node = Open(folder, compiler, out var endpoint, out var begin);
            await begin();
            await MeasureAsync(folder, endpoint());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, SwapEndpoint endpoint)
    {
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(endpoint, stop.Token);
        var times = new List<double>();
        for (var version = 2; version <= WarmEdits + 2; version++)
        {
            await PauseAsync(Settling);
            Write(folder, version);
            var edited = Stopwatch.GetTimestamp();
            while (endpoint.FirstOf(version) is null)
            {
                if (Stopwatch.GetElapsedTime(edited) > Limit) throw new TimeoutException($"version {version} did not come into force");
                await PauseAsync(Look);
            }

            times.Add(Stopwatch.GetElapsedTime(edited, endpoint.FirstOf(version)!.Value).TotalSeconds);
        }

        await stop.CancelAsync();
        var sent = await sending;
        var began = Stopwatch.GetTimestamp();
        while (endpoint.Results.Count < sent && Stopwatch.GetElapsedTime(began) < Limit) await PauseAsync(Look);
        var results = endpoint.Results;
        if (!results.Select(r => r.Event).SequenceEqual(Enumerable.Range(0, sent)))
            throw new InvalidOperationException($"{sent} events gave {results.Count} results, or out of order");
        if (!results.Select(r => r.Version).SequenceEqual(results.Select(r => r.Version).Order()))
            throw new InvalidOperationException("versions took turns more than once");
        Print("cold", times[0], sent);
        Print("warm", times.Skip(1).Order().ElementAt(WarmEdits / 2), sent);
    }

    // By the clock, not by the answers: what the node is behind, it has to make up.
    private static async Task<int> SendAsync(SwapEndpoint endpoint, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var accepted = new Queue<Task<bool>>();
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            for (var due = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds; sent < due; sent++)
            {
                var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"event":{{sent}}}"""));
                accepted.Enqueue(endpoint.Intake.AcceptAsync(
                    new("plant/a", payload, 1, false, false, "sensor", (ushort)((sent % 65535) + 1)), CancellationToken.None).AsTask());
            }

            while (accepted.TryPeek(out var oldest) && oldest.IsCompleted) await accepted.Dequeue();
            await PauseAsync(Look);
        }

        foreach (var task in accepted) await task;
        return sent;
    }

    private static Task PauseAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);

    private static EdgeNode Open(string folder, IReadOnlyList<string> compiler, out Func<SwapEndpoint> endpoint, out Func<Task> start)
    {
        SwapEndpoint? opened = null;
        var options = new EdgeOptions
        {
            BindingsFile = Path.Combine(folder, "bindings.yaml"), DataDirectory = Path.Combine(folder, "data"), CompilerCommand = compiler,
        };
        var node = new EdgeNode(
            options, intake =>
                opened = new SwapEndpoint(intake), (_, _) => new NoUplink(), TimeProvider.System, NullLoggerFactory.Instance);
        endpoint = () => opened!;
        start = () => node.StartAsync(CancellationToken.None);
        return node;
    }

    private static void Write(string folder, int version) => File.WriteAllText(Path.Combine(folder, "own.cs"),
        $$"""
        public sealed class Own : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) =>
                [Measurement.Of(("event", input["event"]), ("version", {{version}}))];
        }
        """);

    private static void Print(string compiler, double seconds, int events) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        suite = "functions",
        name = "cs-swap",
        metric = $"edit to first result, compiler {compiler}",
        value = Math.Round(seconds, 2),
        unit = "s",
        events,
    }));
}
