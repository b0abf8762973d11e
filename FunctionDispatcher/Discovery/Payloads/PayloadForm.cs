using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>What payloads are, and the decoder that reads them.</summary>
/// <param name="Decoder">The decoder's name; <c>none</c> where nothing reads them.</param>
/// <param name="Words">What they are, for people: <c>one JSON object</c>.</param>
internal sealed record PayloadForm(string Decoder, string Words)
{
    /// <summary>The decoder's settings.</summary>
    public FlowMap Settings { get; init; } = [];

    /// <summary>What is uncertain about it; null where nothing is.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether nothing can be read of them without knowing more.</summary>
    public bool IsOpaque => Decoder == "none";

    /// <summary>What <c>decode</c> has to say; null where it need say nothing.</summary>
    public object? Decode => Settings.Count > 0 ? new FlowMap { { Decoder, Settings } } : Decoder == "json" ? null : Decoder;

    /// <summary>What tells one form from another.</summary>
    public string Key => Decode is null ? "json" : FlowText.Of(Decode);

    /// <summary>The same with one setting more.</summary>
    public PayloadForm With(string key, object value, string words)
    {
        var settings = new FlowMap();
        foreach (var (name, setting) in Settings) settings.Add(name, setting);
        settings.Add(key, value);
        return this with { Settings = settings, Words = words };
    }
}
