using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.LineProtocol;

/// <summary>InfluxDB line protocol: an event for each line.</summary>
public sealed record LineProtocolDecoderConfig : DecoderConfig
{
    /// <summary>What timestamps count since 1970. Default <c>ns</c>.</summary>
    public TimestampPrecision? Precision { get; init; }

    /// <inheritdoc />
    public override string Name => "line_protocol";
}

/// <summary>What a timestamp counts.</summary>
public enum TimestampPrecision
{
    /// <summary>Nanoseconds.</summary>
    Ns,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Seconds.</summary>
    S,
}
