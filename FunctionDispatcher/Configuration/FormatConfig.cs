using EventEdge.FunctionDispatcher.Configuration.Shapes;

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
}
