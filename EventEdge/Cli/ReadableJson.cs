using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventEdge.Cli;

/// <summary>JSON of the commands' results: snake_case, with quotes and accents left as they are, as the output is no web page.</summary>
internal static class ReadableJson
{
    /// <summary>Options of a context's own: a context keeps those that it is given.</summary>
    public static JsonSerializerOptions Options() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
