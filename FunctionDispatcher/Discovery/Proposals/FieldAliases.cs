using EventEdge.FunctionDispatcher.Discovery.Fields;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>Sees to it that no two fields of a binding have one name: of those that would, all keep their paths.</summary>
internal static class FieldAliases
{
    private static readonly string[] Reserved = ["node", "time", "partial", "final"];

    /// <summary>The fields, each with a name of its own.</summary>
    /// <param name="fields">The fields with the names that they would have.</param>
    /// <param name="taken">Names that others have.</param>
    public static List<FieldFinding> Settle(List<FieldFinding> fields, IReadOnlyList<string> taken)
    {
        // What is left aside needs no name; its path is taken all the same, as the payload has it.
        var wanted = fields.Where(f => f.Role != FieldRole.Aside && f.Name != f.Tally.Name).Select(f => f.Name)
            .Concat(fields.Select(f => f.Tally.Name)).Concat(taken).Concat(Reserved).CountBy(n => n)
            .ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal);
        return [.. fields.Select(f => f.Name != f.Tally.Name && (f.Role == FieldRole.Aside || wanted[f.Name] > 1)
            ? f with { Name = f.Tally.Name } : f)];
    }
}
