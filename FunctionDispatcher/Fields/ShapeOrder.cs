using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>
/// The order in which a binding computes fields and looks up rows: fields in the order of the file, each lookup just before the first of
/// them that needs it, and those that none needs at the end. So the key of a lookup may be computed, and what is computed may use its row.
/// </summary>
internal static class ShapeOrder
{
    /// <summary>
    /// The steps of a binding. What cannot be parsed needs nothing; of lookups that need each other, one has to do without.
    /// </summary>
    public static IReadOnlyList<ShapeStep> Of(BindingConfig config)
    {
        var steps = new List<ShapeStep>();
        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, text) in config.Set ?? new Dictionary<string, string>())
        {
            if (ValueExpression.TryParse(text, config.TextFields, out var expression, out _)) Require(expression.FieldPaths);
            steps.Add(new(name, IsLookup: false));
        }

        foreach (var name in config.Lookup?.Keys ?? []) Add(name);
        return steps;

        void Require(IEnumerable<string> paths)
        {
            foreach (var path in paths.Order(StringComparer.Ordinal))
            {
                if (LookupNames.Of(config.Lookup, path) is { } name) Add(name);
            }
        }

        void Add(string name)
        {
            if (!begun.Add(name)) return;
            Require(config.Lookup![name].KeyFields);
            steps.Add(new(name, IsLookup: true));
        }
    }
}

/// <summary>A field that is computed, or a row that is looked up.</summary>
/// <param name="Name">The name of the field or the lookup.</param>
/// <param name="IsLookup">Which of them it is.</param>
internal readonly record struct ShapeStep(string Name, bool IsLookup);
