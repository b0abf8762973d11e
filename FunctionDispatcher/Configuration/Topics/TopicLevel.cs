namespace EventEdge.FunctionDispatcher.Configuration.Topics;

/// <summary>One level of a topic filter.</summary>
/// <param name="Kind">What the level matches.</param>
/// <param name="Text">The literal text, or the name of the capture; empty for the wildcards.</param>
public readonly record struct TopicLevel(TopicLevelKind Kind, string Text)
{
    /// <summary>The level as written in a bindings file.</summary>
    public override string ToString() => Kind switch
    {
        TopicLevelKind.Any => "+",
        TopicLevelKind.Rest => "#",
        TopicLevelKind.Capture => $"{{{Text}}}",
        _ => Text,
    };
}

/// <summary>What a level of a topic filter matches.</summary>
public enum TopicLevelKind
{
    /// <summary>Exactly this text.</summary>
    Literal,

    /// <summary><c>+</c>: any one level.</summary>
    Any,

    /// <summary><c>{name}</c>: any one level, kept as a field.</summary>
    Capture,

    /// <summary><c>#</c>: this level and all below it, and the level above it. Always last.</summary>
    Rest,
}

/// <summary>Why a text is not a topic filter.</summary>
/// <param name="Offset">Index of the first offending character, from 0.</param>
/// <param name="Length">How many characters offend; 0 at the end of the text.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
public sealed record TopicFilterError(int Offset, int Length, string Message);
