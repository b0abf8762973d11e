using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions.Sequence;

/// <summary>What <c>sequence</c> is asked for.</summary>
internal sealed record SequenceConfig
{
    /// <summary>Most steps.</summary>
    public const int StepLimit = 16;

    /// <summary>Conditions that events meet one after the other, 2 to 16. Required.</summary>
    public required IReadOnlyList<WhereExpression> Steps { get; init; }

    /// <summary>How much time the whole may take from its first step. Required.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>Whether a sequence that is complete is told.</summary>
    public bool TellsMatch { get; init; }

    /// <summary>Whether one that has begun and is not complete in time is told.</summary>
    public bool TellsMiss { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static SequenceConfig Read(FunctionSettings settings)
    {
        var texts = settings.Names("steps") ?? [];
        if (texts.Count is < 2 or > StepLimit) settings.Report($"'steps' must be 2 to {StepLimit} conditions, not {texts.Count}");
        var tell = settings.Choice("tell", "both", "complete", "missed");
        return new()
        {
            Steps = [.. texts.Select(text => settings.ConditionOf("steps", text)).OfType<WhereExpression>()],
            Within = settings.RequiredDuration("within"),
            TellsMatch = tell != "missed",
            TellsMiss = tell != "complete",
        };
    }
}
