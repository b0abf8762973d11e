namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>Names of metrics that Sparkplug itself gives a meaning.</summary>
internal static class SparkplugNames
{
    /// <summary>The number of a node's connection, which its death repeats.</summary>
    public const string Connection = "bdSeq";

    /// <summary>True asks a node for its births.</summary>
    public const string Rebirth = "Node Control/Rebirth";

    /// <summary>The property that says how good a value is: 0 bad, 192 good, 500 stale.</summary>
    public const string Quality = "Quality";
}
