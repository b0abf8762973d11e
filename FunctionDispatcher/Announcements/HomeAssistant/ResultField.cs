using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions.Stats;

namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>A field of a result, traced back to the field of the event that it was made of.</summary>
/// <param name="Source">The event's field; the result's own name where it was made of nothing that is known.</param>
/// <param name="Statistic">What was made of it, such as <c>mean</c> or <c>increase</c>; empty for the value itself.</param>
/// <param name="Unit">The unit that is declared for it; null where none is.</param>
internal sealed record ResultField(string Source, string Statistic, string? Unit)
{
    private static readonly string[] Statistics = [.. StatNames.All, "increase", "rate", "difference"];

    // These have not the unit of what they were made of.
    private static readonly string[] WithoutUnit = ["count", "rate"];

    // These are values of it, and not how they spread, how many there were, or how they changed.
    private static readonly string[] Values = ["", "mean", "min", "max", "first", "last"];

    /// <summary>Whether it is a value of the quantity, such as its mean, and not of another one, such as its spread.</summary>
    public bool IsValue => Values.Contains(Statistic) || (Statistic is ['p', ..] && char.IsAsciiDigit(Statistic[^1]));

    /// <summary>Whether it is what a meter shows.</summary>
    public bool IsReading => Statistic is "" or "last" or "max";

    /// <summary>The field of a name in the results of a binding.</summary>
    public static ResultField Of(string name, BindingConfig binding)
    {
        var declared = binding.Fields ?? new Dictionary<string, FieldConfig>();
        if (declared.TryGetValue(name, out var own)) return new(name, string.Empty, own.Unit);
        foreach (var statistic in Statistics)
        {
            if (!name.EndsWith($"_{statistic}", StringComparison.Ordinal)) continue;
            var source = name[..^(statistic.Length + 1)];
            var unit = declared.TryGetValue(source, out var field) && !WithoutUnit.Contains(statistic) ? field.Unit : null;
            return new(source, statistic, unit);
        }

        return new(name, string.Empty, null);
    }
}
