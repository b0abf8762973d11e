using System.Globalization;
using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Discovery.Writing;

/// <summary>What became of the recorded messages in one binding.</summary>
internal sealed record TrialResult
{
    /// <summary>Points that came out.</summary>
    public int Points { get; set; }

    /// <summary>The first of them, for people; null where there was none.</summary>
    public string? Example { get; set; }

    /// <summary>Messages and events that were given up.</summary>
    public int Rejected { get; set; }

    /// <summary>Why the first of them was; null where none was.</summary>
    public string? Reason { get; set; }
}

/// <summary>Runs the recorded messages through the proposed bindings as a node would, in virtual time: what is proposed is what
/// works.</summary>
internal sealed class TrialRun : IDispatchOutput
{
    // What waits for its window after the last message comes within this time, and these deadlines.
    private static readonly TimeSpan After = TimeSpan.FromDays(1);
    private const int TickLimit = 20_000;

    private readonly Dictionary<string, TrialResult> _results = new(StringComparer.Ordinal);

    private TrialRun(BindingsConfig bindings)
    {
        foreach (var binding in bindings.Bindings) _results[binding.Name] = new();
    }

    /// <summary>The results of each binding by its name.</summary>
    public static IReadOnlyDictionary<string, TrialResult> Of(BindingsConfig bindings, MessageRecording recording)
    {
        var run = new TrialRun(bindings);
        var options = new DispatcherOptions { Node = "node" };
        using var dispatcher = new Dispatcher(new BindingFactory(options, run, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(bindings);
        var (sequence, ticks) = (0L, 0);
        var last = DateTimeOffset.MinValue;
        foreach (var message in recording.Topics.SelectMany(t => t.Messages).OrderBy(m => m.ReceivedAt).ThenByDescending(m => m.Retained))
        {
            sequence = Pass(dispatcher, message.ReceivedAt, sequence, ref ticks);
            last = message.ReceivedAt;
            dispatcher.Dispatch(new(message.Topic, message.Payload, message.ReceivedAt, ++sequence));
        }

        if (last > DateTimeOffset.MinValue) Pass(dispatcher, last + After, sequence, ref ticks);
        return run._results;
    }

    /// <inheritdoc />
    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
        var result = _results[binding.Name];
        result.Points += points.Count;
        if (points.Count > 0) result.Example ??= Shown(points[0]);
    }

    /// <inheritdoc />
    public void PublishLocal(LocalMessage message)
    {
    }

    /// <inheritdoc />
    public void DeadLetter(DeadLetter deadLetter)
    {
        var result = _results[deadLetter.Binding];
        result.Rejected++;
        result.Reason ??= deadLetter.Reason;
    }

    private static long Pass(Dispatcher dispatcher, DateTimeOffset until, long sequence, ref int ticks)
    {
        while (ticks < TickLimit && dispatcher.NextDurableDeadline is { } deadline && deadline <= until)
        {
            ticks++;
            dispatcher.Tick(deadline, ++sequence);
        }

        return sequence;
    }

    private static string Shown(Point point)
    {
        var text = new StringBuilder(point.Measurement);
        foreach (var (name, value) in point.Tags.Where(t => t.Key != "node")) text.Append(CultureInfo.InvariantCulture, $",{name}={value}");
        foreach (var (name, value) in point.Fields.Take(3)) text.Append(CultureInfo.InvariantCulture,
            $" {name}={(value.IsNumber ? NumberText.Shown(value.AsNumber) : value.ToString())}");
        return text.Append(point.Fields.Count > 3 ? " …" : string.Empty).ToString();
    }
}
