using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>What <c>fields</c> and <c>set</c> did, in words.</summary>
internal static class FieldWords
{
    private const int ToldLimit = 6;

    public static ExplainedStage Refused(StageResult result) => new("fields", result.Outcome, result.Reason!)
    {
        Next = "declare the field as it comes (fields: type, from), or allow that it is missing (optional: true)",
    };

    public static ExplainedStage Of(BindingConfig binding, EdgeEvent before, EdgeEvent after)
    {
        var declared = (binding.Fields ?? new Dictionary<string, FieldConfig>()).Select(field => Declared(field, before, after));
        var computed = (binding.Set ?? new Dictionary<string, string>()).Keys.Select(name => Computed(name, after));
        List<string> told = [.. declared.Concat(computed)];
        var more = told.Count > ToldLimit ? $" and {told.Count - ToldLimit} more" : string.Empty;
        var sentence = told.Count == 0 ? "no field is changed" : $"{string.Join(", ", told.Take(ToldLimit))}{more}";
        return new("fields", StageOutcome.Passed, sentence) { Fields = DecodedWords.FieldsOf(after) };
    }

    private static string Declared(KeyValuePair<string, FieldConfig> field, EdgeEvent before, EdgeEvent after)
    {
        var from = field.Value.From ?? field.Key;
        return $"{field.Key} is {FieldHint.Shown(after[field.Key])}, read from {(from == field.Key ? "it" : from)} "
            + $"{FieldHint.Shown(before[from])}";
    }

    private static string Computed(string name, EdgeEvent after) =>
        after[name].Kind == FieldKind.Missing ? $"{name} cannot be computed" : $"{name} is computed as {FieldHint.Shown(after[name])}";
}
