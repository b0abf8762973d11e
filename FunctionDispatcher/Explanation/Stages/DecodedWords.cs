using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>What a message was decoded to, in words.</summary>
internal static class DecodedWords
{
    private const int FieldLimit = 64;
    private const int ToldLimit = 8;
    private const int ValueLimit = 256;

    public static ExplainedStage Of(string decoder, IReadOnlyList<EdgeEvent> events, IReadOnlyList<string> captured)
    {
        var first = events[0];
        var fields = FieldsOf(first);
        var own = fields.Skip(captured.Count).ToList();
        var told = string.Join(", ", own.Take(ToldLimit).Select(field => $"{field.Name} {FieldHint.Shown(first[field.Name])}"));
        var more = own.Count > ToldLimit ? $" and {own.Count - ToldLimit} more" : string.Empty;
        var what = own.Count == 0 ? "without a field" : $"with {told}{more}";
        var sentence = events.Count == 1 ? $"{decoder} gives one event {what}"
            : $"{decoder} gives {InWords.Count(events.Count, "event")}, the first {what}";
        return new("decode", StageOutcome.Passed, sentence) { Fields = fields };
    }

    /// <summary>The stage of a message that was not decoded.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="result">What it said.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="remembers">Whether it needs earlier messages to read this one.</param>
    public static ExplainedStage Refused(string decoder, StageResult result, ReadOnlySpan<byte> payload, bool remembers)
    {
        var (word, advice) = PayloadForm.Of(payload);
        var isTold = word is null || result.Reason?.Contains(word, StringComparison.Ordinal) == true;
        var looks = isTold ? string.Empty : $"; it looks like {word}";
        var alone = remembers ? $"; {decoder} remembers earlier messages, and this one was read without them" : string.Empty;
        return new("decode", result.Outcome, $"{decoder} cannot read it: {result.Reason}{looks}{alone}")
        {
            Next = advice ?? (result.Outcome == StageOutcome.Dropped ? "nothing, where such messages are meant to hold no event"
                : "mend what the sensor sends, or choose another decoder (decode)"),
        };
    }

    /// <summary>The fields of an event, no more than are of use to a reader.</summary>
    public static IReadOnlyList<ExplainedField> FieldsOf(EdgeEvent input) => [.. input.Fields.Take(FieldLimit).Select(Field)];

    private static ExplainedField Field(KeyValuePair<string, FieldValue> field)
    {
        var text = field.Value.ToString();
        var value = VisibleText.Of(text.Length > ValueLimit ? $"{text[..ValueLimit]}…" : text);
        return new(VisibleText.Of(field.Key), field.Value.Kind.ToString().ToLowerInvariant(), value);
    }
}
