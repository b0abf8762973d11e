using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>SenML packs in JSON or CBOR: every record has a name and a value.</summary>
internal sealed class SenmlProbe : IPayloadProbe
{
    private static readonly string[] Values = ["value", "text", "boolean", "data", "sum"];

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is { } texts && texts.All(t => t.StartsWith('[')))
            return Confirm(samples, new("senml", "SenML packs in JSON"));
        return samples.Messages.All(m => m.Payload.Span[0] is >= 0x80 and <= 0x9f)
            ? Confirm(samples, new("senml", "SenML packs in CBOR") { Settings = new FlowMap { { "format", "cbor" } } })
            : null;
    }

    private static PayloadForm? Confirm(PayloadSamples samples, PayloadForm form) =>
        samples.Confirm(form, fields => fields.Any(f => f.Key == "name") && fields.Any(f => Values.Contains(f.Key)));
}
