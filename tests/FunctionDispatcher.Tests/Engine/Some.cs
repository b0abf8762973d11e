using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>What these tests are about, in one word each.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Stats =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            where: temperature > -40
            event_time: { field: ts, clock: device, out_of_order: 2s, allowed_lateness: 20s, idle_timeout: 60s }
            window: { tumbling: 10s, group_by: [site, device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum, min, max] } }
            emit: { measurement: press }
        """;

    public static BindingsConfig Config(string yaml, EventEdgeComponents? components = null)
    {
        var result = BindingsFile.Parse(yaml, "bindings.yaml", components ?? EventEdgeComponents.Default);
        Assert.True(result.Config is not null, string.Join('\n', result.Problems));
        return result.Config;
    }

    public static Dispatcher Dispatcher(
        string yaml, IDispatchOutput output, string baseDirectory = ".", int workers = 1,
        Func<BindingIdentity, DisabledBinding?>? disabled = null, TimeProvider? time = null, EventEdgeComponents? components = null)
    {
        var options = new DispatcherOptions
        {
            Node = "n1",
            BaseDirectory = baseDirectory,
            Workers = workers,
            Disabled = disabled ?? (_ => null),
            Components = components ?? EventEdgeComponents.Default,
        };
        var dispatcher = new Dispatcher(new BindingFactory(options, output, time ?? new FakeTimeProvider(Noon), NullLogger.Instance));
        dispatcher.Apply(Config(yaml, components));
        return dispatcher;
    }

    /// <summary>A reading stamped and received so many seconds after noon.</summary>
    public static InboundMessage Reading(
        double seconds, double temperature, long sequence = 0, string device = "d1", double? receivedSeconds = null)
    {
        var timestamp = Noon.AddSeconds(seconds).ToUnixTimeMilliseconds();
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{timestamp}},"temperature":{{temperature}}}""");
        return Message(json, sequence, device, receivedSeconds ?? seconds);
    }

    public static InboundMessage Message(string payload, long sequence = 0, string device = "d1", double receivedSeconds = 0) =>
        new($"plant/north/press/{device}", Encoding.UTF8.GetBytes(payload), Noon.AddSeconds(receivedSeconds), sequence);
}
