using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.LineProtocol;

/// <summary>Results as lines of InfluxDB line protocol.</summary>
public sealed class LineProtocolFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "line_protocol";

    /// <inheritdoc />
    public Type ConfigType => typeof(LineProtocolFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin) => new LineProtocolWriter(origin.Binding);
}
