using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>What <c>aggregate</c> is asked for: each setting is a result, its name the field, its value the expression.</summary>
internal sealed record AggregateConfig
{
    /// <summary>Most results of one window.</summary>
    public const int ResultLimit = 64;

    /// <summary>The results, in the order of the file.</summary>
    public required IReadOnlyList<KeyValuePair<string, AggregateExpression>> Results { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static AggregateConfig Read(FunctionSettings settings)
    {
        var results = new List<KeyValuePair<string, AggregateExpression>>();
        foreach (var name in settings.Keys)
        {
            if (settings.Text(name) is not { } text) continue;
            if (AggregateExpression.TryParse(text, [], out var expression, out var error)) results.Add(new(name, expression));
            else settings.Report($"'{name}': column {error.Offset + 1}: "
                + $"{error.Message}{(error.Suggestion is { } near ? $"; did you mean {near}?" : string.Empty)}");
        }

        if (settings.Keys.Count is 0 or > ResultLimit)
            settings.Report($"1 to {ResultLimit} results are needed, such as 'mean: mean(temperature)'");
        return new() { Results = results };
    }
}
