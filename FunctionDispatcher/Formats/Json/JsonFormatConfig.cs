using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.Json;

/// <summary>One flat JSON object of time, window, tags and fields.</summary>
public sealed record JsonFormatConfig : FormatConfig
{
    /// <inheritdoc />
    public override string Name => "json";
}
