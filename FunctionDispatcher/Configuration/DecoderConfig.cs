using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>How bytes become events: the settings of one decoder. Each decoder has a record of its own, in its folder.</summary>
[Choice("decoder", ByWord = true)]
public abstract record DecoderConfig
{
    /// <summary>The decoder's name.</summary>
    public abstract string Name { get; }

    /// <summary>The only fields that its events have beside captures; null where they may have any.</summary>
    public virtual IReadOnlyList<string>? Fields => null;
}
