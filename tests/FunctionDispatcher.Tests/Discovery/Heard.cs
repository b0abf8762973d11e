using System.Text;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>Messages of invented devices, and the bindings that are made of them.</summary>
internal sealed class Heard
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MessageRecording _recording;

    public Heard(RecordingLimits? limits = null) => _recording = new(limits);

    public MessageRecording Recording => _recording;

    /// <summary>A message so many seconds after the start.</summary>
    public Heard On(string topic, double at, string payload, bool retained = false, int qos = 0) =>
        On(topic, at, Encoding.UTF8.GetBytes(payload), retained, qos);

    public Heard On(string topic, double at, byte[] payload, bool retained = false, int qos = 0)
    {
        _recording.Add(new(topic, payload, Start.AddSeconds(at)) { Retained = retained, Qos = qos });
        return this;
    }

    /// <summary>A message each second on a topic.</summary>
    public Heard Every(string topic, int count, Func<int, string> payload, double step = 1)
    {
        for (var i = 0; i < count; i++) On(topic, i * step, payload(i));
        return this;
    }

    public DiscoveredBindings Found(DiscoveryOptions? options = null) => BindingsDiscovery.Of(_recording, options);

    /// <summary>The bindings of the file, which has neither a problem nor a warning.</summary>
    public IReadOnlyList<BindingConfig> Bindings(DiscoveryOptions? options = null)
    {
        var text = Found(options).Text;
        var result = BindingsFile.Parse(text, "bindings.yaml", EventEdgeComponents.Default);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        Assert.Empty(result.Warnings.Select(p => p.Render()));
        return result.Config!.Bindings;
    }

    public static string Instant(double at, string format = "yyyy-MM-ddTHH:mm:ss.fffZ") =>
        Start.AddSeconds(at).UtcDateTime.ToString(format);
}
