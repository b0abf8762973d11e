using System.Globalization;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Functions.Increase;

/// <summary>What <c>increase</c> is asked for.</summary>
internal sealed record IncreaseConfig
{
    /// <summary>The field with the counter. Required.</summary>
    public required string Field { get; init; }

    /// <summary>
    /// How many values the counter has: it goes on from 0 after the last of them, so that a fall is a roll-over. 1 or more. Default: a fall
    /// is a reset, and the counter began again at 0.
    /// </summary>
    public double? Range { get; init; }

    /// <summary>The field of the result.</summary>
    public string Output => $"{Field}_increase";

    /// <summary>The same of a window, as an aggregate.</summary>
    public string Expression
    {
        get
        {
            var path = NodePrinter.Print(new FieldNode(Field));
            return Range is { } range
                ? string.Create(CultureInfo.InvariantCulture, $"increase({path}, {(decimal)range})")
                : $"increase({path})";
        }
    }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static IncreaseConfig Read(FunctionSettings settings)
    {
        var config = new IncreaseConfig { Field = settings.Field("field"), Range = settings.Number("range") };
        if (config.Range is not (< 1 or > 1e15)) return config;
        settings.Report($"'range' must be from 1 to 1e15, not {config.Range?.ToString(CultureInfo.InvariantCulture)}");
        return config with { Range = null };
    }
}
