namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>The kinds of payload that are recognised, the most telling first: of two that would do, the first counts.</summary>
internal static class PayloadKinds
{
    private static readonly IPayloadProbe[] Probes =
    [
        new CompressedProbe(),
        new CloudEventsProbe(),
        new SenmlProbe(),
        new JsonProbe(),
        new JsonLinesProbe(),
        new LineProtocolProbe(),
        new NumberProbe(),
        new KeyValueProbe(),
        new CsvProbe(),
        new BinaryMapProbe(),
        new EncodedProbe(),
        new WordProbe(),
        new OpaqueProbe(),
    ];

    /// <summary>What the payloads are; null where there is none that is not empty.</summary>
    public static PayloadForm? Of(PayloadSamples samples)
    {
        if (samples.Messages.Count == 0) return null;
        foreach (var probe in Probes)
        {
            if (probe.Probe(samples) is { } form) return form;
        }

        return null;
    }
}
