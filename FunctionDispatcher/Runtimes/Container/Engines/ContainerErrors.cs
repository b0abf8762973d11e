using System.Text.Json;
using Docker.DotNet;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>What may go wrong between the node and an engine or a container, and how it is told.</summary>
internal static class ContainerErrors
{
    private const int LengthLimit = 500;

    /// <summary>Whether this is a failure of the other side, or of the way there.</summary>
    public static bool IsExpected(Exception error) =>
        error is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException
            or System.Net.Sockets.SocketException or JsonException or ObjectDisposedException or InvalidOperationException;

    /// <summary>The engine's own words, in one line.</summary>
    public static string Sentence(Exception error)
    {
        var words = error switch
        {
            DockerApiException refused => MessageOf(refused.ResponseBody) ?? refused.Message,
            OperationCanceledException => "it did not answer in time",
            { InnerException: { } inner } when error is HttpRequestException => inner.Message,
            _ => error.Message,
        };
        var line = words.ReplaceLineEndings(" ").Trim();
        return line.Length <= LengthLimit ? line : line[..LengthLimit] + "…";
    }

    private static string? MessageOf(string? body)
    {
        try
        {
            using var document = JsonDocument.Parse(body ?? string.Empty);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
