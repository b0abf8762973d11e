namespace EventEdge.FunctionDispatcher.Discovery.Messages;

/// <summary>How much is kept of what is heard.</summary>
public sealed record RecordingLimits
{
    /// <summary>Most messages that are looked at; the recording is full with them. Default 200,000.</summary>
    public long Messages { get; init; } = 200_000;

    /// <summary>Most bytes of payloads that are kept; the recording is full with them. Default 64 MiB.</summary>
    public long Bytes { get; init; } = 64L << 20;

    /// <summary>Most topics; messages of further ones are counted and passed over. Default 10,000.</summary>
    public int Topics { get; init; } = 10_000;

    /// <summary>Most messages of one topic that are kept; further ones are counted. Default 200.</summary>
    public int MessagesOfTopic { get; init; } = 200;

    /// <summary>Largest payload that is kept; larger ones are counted. Default 256 KiB.</summary>
    public int Payload { get; init; } = 256 * 1024;
}
