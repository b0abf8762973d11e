using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// How a result is written for local subscribers: the settings of one format. Each has a record of its own, in its folder.
/// </summary>
[Choice("format", ByWord = true)]
public abstract record FormatConfig
{
    /// <summary>The format of a binding that names none.</summary>
    internal const string Default = "json";

    /// <summary>The format's name.</summary>
    public abstract string Name { get; }

    /// <summary>The edge node that messages on a topic are of, and that the node is while the binding is in force; null where they are
    /// messages of their own.</summary>
    /// <param name="topic">What <c>emit.mqtt</c> says.</param>
    public virtual SparkplugEdgeNode? EdgeNodeOf(string topic) => null;
}
