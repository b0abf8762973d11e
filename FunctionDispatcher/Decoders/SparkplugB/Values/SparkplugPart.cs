namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>What a value is.</summary>
internal enum SparkplugPart
{
    Number,
    Text,
    Boolean,

    /// <summary>Bytes, as Base64.</summary>
    Data,

    /// <summary>A list or a data set, as JSON.</summary>
    Json,
}
