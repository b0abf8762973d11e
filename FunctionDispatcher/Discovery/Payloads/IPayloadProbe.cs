namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Recognises one kind of payload. Strict: what it names is read by its decoder.</summary>
internal interface IPayloadProbe
{
    /// <summary>The form of the payloads; null where they are something else. Must not throw.</summary>
    PayloadForm? Probe(PayloadSamples samples);
}
