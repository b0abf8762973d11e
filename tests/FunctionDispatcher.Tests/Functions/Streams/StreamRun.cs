using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Some = EventEdge.FunctionDispatcher.Tests.Engine.Some;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>One step of recorded time: a message, or, where it has no payload, time alone.</summary>
internal readonly record struct Step(double Second, string? Payload = null, string Device = "d1");

/// <summary>A binding without a window, through a whole dispatcher; results are lines, times in seconds after noon.</summary>
internal sealed class StreamRun : IDisposable
{
    private readonly CollectingOutput _output;
    private readonly Dispatcher _dispatcher;

    public StreamRun(string function, CollectingOutput? output = null, string more = "")
    {
        _output = output ?? new();
        _dispatcher = Some.Dispatcher(Bindings(function, more), _output);
    }

    /// <summary>What came out, a line each.</summary>
    public IReadOnlyList<string> Lines => [.. _output.Points.Select(p => Line(p.Point))];

    public IReadOnlyList<string> DeadLetters => [.. _output.DeadLetters.Select(d => $"{d.Stage}: {d.Reason}")];

    /// <summary>The results of a function fed with payloads by the second; time goes on to the last step.</summary>
    public static IReadOnlyList<string> Of(string function, params ReadOnlySpan<Step> steps) => Of(function, string.Empty, steps);

    public static IReadOnlyList<string> Of(string function, string more, params ReadOnlySpan<Step> steps)
    {
        using var run = new StreamRun(function, more: more);
        run.Start();
        for (var i = 0; i < steps.Length; i++) run.Take(steps[i], i + 1);
        return run.Lines;
    }

    public void Start() => _dispatcher.StartTimers(Some.Noon);

    /// <summary>Takes a step as the journal position of that number; deadlines before it are ticked through, as a node does.</summary>
    public void Take(Step step, long sequence)
    {
        var at = Some.Noon.AddTicks((long)(step.Second * TimeSpan.TicksPerSecond));
        if (step.Payload is { } payload) _dispatcher.Dispatch(new($"in/{step.Device}", Encoding.UTF8.GetBytes(payload), at, sequence));
        else _dispatcher.Tick(at, sequence);
    }

    public IReadOnlyList<BindingState> Save() => _dispatcher.Save();

    public long Restore(IEnumerable<BindingState> states) => _dispatcher.Restore(states, _output.CursorOf, 0);

    public DateTimeOffset? NextDeadline => _dispatcher.NextDurableDeadline;

    public string Counts => string.Join(' ', _dispatcher.Bindings.Select(b =>
        $"{b.Counters.Received}/{b.Counters.InWindows}/{b.Counters.Late}/{b.Counters.Rejected}/{b.Counters.Measurements}"));

    public void Dispose() => _dispatcher.Dispose();

    private static string Bindings(string function, string more) =>
        $$"""
        bindings:
          - name: stream
            trigger: { mqtt: "in/{device}" }
            {{(more.Length == 0 ? "event_time: { field: ts }" : more)}}
            function: {{function}}
            emit: { measurement: out, tags: [device] }
        """;

    private static string Line(Contracts.Measurements.Point point)
    {
        var line = new StringBuilder();
        foreach (var (name, value) in point.Tags) line.Append(name == "device" && value == "d1" ? "" : $"{name}={value} ");
        foreach (var (name, value) in point.Fields) line.Append($"{name}={value} ");
        return line.Append(CultureInfo.InvariantCulture, $"@{(point.Time - Some.Noon).TotalSeconds}").ToString();
    }
}
