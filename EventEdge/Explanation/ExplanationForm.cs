using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Http.Explanation;

namespace EventEdge.Explanation;

/// <summary>The JSON of explanations as commands print it.</summary>
internal static class ExplanationForm
{
    /// <inheritdoc cref="ReadableJson"/>
    public static ExplanationJson Json { get; } = new(Options());

    private static JsonSerializerOptions Options()
    {
        var options = ReadableJson.Options();
        options.Converters.Add(new StageOutcomeConverter());
        return options;
    }
}
