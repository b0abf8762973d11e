using System.Net;
using EventEdge.Contracts.Faults;
using InfluxDB.Client;
using InfluxDB.Client.Core.Exceptions;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>
/// The client of InfluxDB 2, opened with what a user has told, and its failures in words. Whatever does not write points goes through it.
/// </summary>
internal static class Influx2Server
{
    /// <summary>Opens the client; nothing is sent yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="needsToken">Whether a server that is not set up yet may be asked without one.</param>
    /// <exception cref="TokenException">The token cannot be read; the message says so.</exception>
    public static InfluxDBClient Open(Influx2Options server, bool needsToken = true)
    {
        var options = new InfluxDBClientOptions(server.Uri.ToString().TrimEnd('/'))
        {
            Org = server.Organisation,
            Bucket = server.Bucket,
            Timeout = server.RequestTimeLimit,
        };
        if (Token(server) is { Length: > 0 } token) options.Token = token;
        else if (needsToken) throw new TokenException($"InfluxDB at {server.Uri} is asked with a token (--store-token-file)");
        return new(options);
    }

    /// <summary>The token, or null where no file is named.</summary>
    /// <exception cref="TokenException">It cannot be read.</exception>
    public static string? Token(Influx2Options server)
    {
        if (server.SecretFile is not { } file) return null;
        try
        {
            return File.ReadLines(file).FirstOrDefault(string.Empty).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TokenException($"the store's token cannot be read from {file} (--store-token-file)", error);
        }
    }

    /// <summary>Whether it was the server, the way to it or its token that failed: anything else is a defect.</summary>
    public static bool IsOutside(Exception error) =>
        error is InfluxException or HttpRequestException or IOException or OperationCanceledException or TimeoutException;

    /// <summary>One sentence.</summary>
    public static string InWords(Exception error, Influx2Options server) => error switch
    {
        TokenException token => token.Message,
        HttpException { Status: (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden } =>
            $"the store at {server.Uri} refuses the token: look at {server.CredentialSettings}",
        HttpException { Status: > 0 } refused =>
            $"the store at {server.Uri} answers {refused.Status}: {refused.Message.Trim().ReplaceLineEndings(" ")}",
        _ => $"{Outage.InWords(error, $"the store at {server.Uri}", "--store-token-file")} (--store-url)",
    };
}

/// <summary>There is no token, or it cannot be read; the message is one sentence.</summary>
internal sealed class TokenException(string message, Exception? inner = null) : IOException(message, inner);
