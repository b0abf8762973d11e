using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>What <c>lookup</c> found, in words.</summary>
internal static class LookupWords
{
    private const int ToldLimit = 6;

    public static ExplainedStage Refused(StageResult result) => new("lookup", result.Outcome, result.Reason!)
    {
        Next = "add the row to the table, or let events go on without one (missing: empty)",
    };

    public static ExplainedStage Of(BindingConfig binding, EdgeEvent input) =>
        new("lookup", StageOutcome.Passed, string.Join("; ", binding.Lookup!.Select(lookup => Sentence(lookup.Key, lookup.Value, input))))
        {
            Fields = DecodedWords.FieldsOf(input),
        };

    private static string Sentence(string name, LookupConfig lookup, EdgeEvent input)
    {
        var key = string.Join(", ", lookup.KeyFields.Select(field => FieldHint.Describe(input, field)));
        var found = input.Fields.Where(field => field.Key.StartsWith($"{name}.", StringComparison.Ordinal)).Take(ToldLimit)
            .Select(field => $"{field.Key} {FieldHint.Shown(field.Value)}").ToList();
        return found.Count == 0 ? $"{name} has no row for it: {key}" : $"{name} gives {string.Join(", ", found)}: {key}";
    }
}
