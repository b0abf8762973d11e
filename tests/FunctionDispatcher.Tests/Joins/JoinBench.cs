using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>Strokes of presses, joined with temperatures: messages, and what comes out as lines of a few words.</summary>
internal sealed class JoinBench : IDisposable
{
    public JoinBench(string join = "", string time = "", string more = "", string temperature = "")
    {
        Yaml = Bindings(join, time, more, temperature);
        Dispatcher = Some.Dispatcher(Yaml, Output);
    }

    public string Yaml { get; }

    public CollectingOutput Output { get; } = new();

    public Dispatcher Dispatcher { get; }

    /// <summary>The joined results: key, time in seconds, force, temperature, revision.</summary>
    public IEnumerable<string> Joined => JoinedOf(Output);

    public BindingStatus Strokes => Dispatcher.Bindings.Single(b => b.Identity.Name == "strokes");

    public static string Bindings(string join = "", string time = "", string more = "", string temperature = "") =>
        $$"""
        bindings:
          - name: strokes
            trigger: { mqtt: "plant/{device}/stroke" }
            event_time: { field: ts, {{Times(time)}} }
            join: { with: temperature, on: device, within: 5s{{(join.Length > 0 ? $", {join}" : "")}} }
            function: { builtin: pass }
            emit: { measurement: stroke }
            {{more}}
          - name: temperature
            trigger: { mqtt: "plant/{device}/temperature" }
            event_time: { field: ts }
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: temperature }
            {{temperature}}
        """;

    private static string Times(string time) =>
        (time.Contains("idle", StringComparison.Ordinal) ? time : $"idle_timeout: 10s, {time}").TrimEnd(' ', ',');

    public static IEnumerable<string> JoinedOf(CollectingOutput output) =>
        from entry in output.Points
        where entry.Point.Measurement == "stroke"
        let fields = entry.Point.Fields.ToDictionary(f => f.Key, f => f.Value.ToString())
        let seconds = (entry.Point.Time - Some.Noon).TotalSeconds
        let partner = fields.GetValueOrDefault("temperature.value", "-")
        select string.Create(
            CultureInfo.InvariantCulture, $"{entry.Point.Tags[0].Value}@{seconds} {fields["force"]} {partner} r{entry.Point.Revision}");

    public static InboundMessage Stroke(double seconds, double force, long sequence, double? received = null, string device = "p1") =>
        Message("stroke", "force", seconds, force, sequence, received, device);

    public static InboundMessage Temperature(
        double seconds, double value, long sequence, double? received = null, string device = "p1") =>
        Message("temperature", "value", seconds, value, sequence, received, device);

    public JoinBench Stroke(double seconds, double force, double? received = null, string device = "p1") =>
        Take(Stroke(seconds, force, Dispatcher.Position + 1, received, device));

    public JoinBench Temperature(double seconds, double value, double? received = null, string device = "p1") =>
        Take(Temperature(seconds, value, Dispatcher.Position + 1, received, device));

    public JoinBench Pass(double seconds)
    {
        Dispatcher.Tick(Some.Noon.AddSeconds(seconds), Dispatcher.Position + 1);
        return this;
    }

    public void Dispose() => Dispatcher.Dispose();

    private JoinBench Take(InboundMessage message)
    {
        Dispatcher.Dispatch(message);
        return this;
    }

    private static InboundMessage Message(
        string what, string field, double seconds, double value, long sequence, double? received, string device)
    {
        var ts = Some.Noon.ToUnixTimeMilliseconds() + (long)Math.Round(seconds * 1000);
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{ts}},"{{field}}":{{value}}}""");
        var receivedAt = Some.Noon.AddMilliseconds(Math.Round((received ?? seconds) * 1000));
        return new($"plant/{device}/{what}", Encoding.UTF8.GetBytes(json), receivedAt, sequence);
    }
}
