using System.Text;
using System.Text.Unicode;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Explanation.Words;

namespace EventEdge.EdgeBridge.Explanation.Findings;

/// <summary>A remembered message as an answer shows it.</summary>
internal static class ExampleText
{
    private const int TextLimit = 200;

    public static WhyExample? Of(OutcomeExample? example) => example is not { Topic.Length: > 0 } ? null
        : new(VisibleText.Of(example.Topic), Shown(example.Payload.Span), example.ReceivedAt);

    private static string Shown(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload)) return InWords.Count(payload.Length, "byte");
        var text = Encoding.UTF8.GetString(payload);
        return VisibleText.Of(text.Length > TextLimit ? $"{text[..TextLimit]}…" : text);
    }
}
