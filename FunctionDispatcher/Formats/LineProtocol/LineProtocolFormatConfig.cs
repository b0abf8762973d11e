using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.LineProtocol;

/// <summary>One line of InfluxDB line protocol.</summary>
public sealed record LineProtocolFormatConfig : FormatConfig
{
    /// <inheritdoc />
    public override string Name => "line_protocol";
}
