using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>CloudEvents in JSON, alone or in batches.</summary>
internal sealed class CloudEventsProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts || !texts.All(t => t.Contains("specversion", StringComparison.Ordinal))) return null;
        if (texts.All(t => t.StartsWith('{'))) return samples.Confirm(new("cloudevents", "one CloudEvent in JSON"));
        return texts.All(t => t.StartsWith('['))
            ? samples.Confirm(new("cloudevents", "batches of CloudEvents in JSON") { Settings = new FlowMap { { "mode", "batch" } } })
            : null;
    }
}
