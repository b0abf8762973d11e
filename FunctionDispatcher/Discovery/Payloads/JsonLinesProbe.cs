using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>A JSON object a line; at least one message has several.</summary>
internal sealed class JsonLinesProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts || !texts.All(t => t.StartsWith('{'))) return null;
        return texts.Any(t => t.Contains('\n', StringComparison.Ordinal))
            ? samples.Confirm(new("json", "a JSON object a line") { Settings = new FlowMap { { "lines", true } } })
            : null;
    }
}
