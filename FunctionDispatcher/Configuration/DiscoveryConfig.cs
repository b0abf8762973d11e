using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// How results that go to local topics are announced to who does not know them: the settings of one way. Each has a record of its own, in
/// its folder.
/// </summary>
[Choice("discovery", ByWord = true)]
public abstract record DiscoveryConfig
{
    /// <summary>The name of the way.</summary>
    public abstract string Name { get; }

    /// <summary>The topic on which whoever is announced to says that it has started, and wants to be told again; null where none
    /// does.</summary>
    public virtual string? BirthTopic => null;

    /// <summary>What it says there.</summary>
    public virtual string BirthWord => "online";
}
