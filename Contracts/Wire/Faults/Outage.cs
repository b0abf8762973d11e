using System.Net.Sockets;
using System.Security.Authentication;

namespace EventEdge.Contracts.Faults;

/// <summary>Says in our own words why a server elsewhere cannot be used, whatever a client library made of it.</summary>
public static class Outage
{
    /// <summary>One sentence, without a line break.</summary>
    /// <param name="error">What was thrown on the way.</param>
    /// <param name="server">The server as a person names it, such as <c>RabbitMQ at 10.0.0.6:5672</c>.</param>
    /// <param name="credentials">Where its user and password are set, for the sentence about a refused login.</param>
    public static string InWords(Exception error, string server, string credentials)
    {
        var causes = Causes(error).ToList();
        if (IsRefusal(error)) return $"{server} refuses the user or the password: look at {credentials}";
        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket) return Sentence(socket, server);
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls) return $"no TLS with {server}: {OneLine(tls.Message)}";
        if (causes.Exists(cause => cause is TimeoutException or OperationCanceledException)) return $"{server} does not answer in time";
        return OneLine(causes[^1].Message);
    }

    /// <summary>Whether the server was there and did not let us in: another user or password is needed.</summary>
    public static bool IsRefusal(Exception error) => Causes(error).Any(IsRefusedLogin);

    /// <summary>Why an address cannot be listened at, and what to do: one sentence, without a line break.</summary>
    public static string OfListening(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the port is in use; choose another one, or stop what listens there",
        SocketError.AddressNotAvailable => "this machine has no such address; 0.0.0.0 stands for all it has",
        SocketError.AccessDenied => "permission denied; ports below 1024 are for processes with the right to them",
        _ => OneLine(error.Message),
    };

    private static string Sentence(SocketException error, string server) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{server} is not running, or its address is another one",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"{server} has a name that is not known here",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"there is no way through the network to {server}",
        SocketError.TimedOut => $"{server} does not answer in time",
        SocketError.ConnectionReset or SocketError.Shutdown => $"{server} has ended the connection",
        _ => $"{server}: {OneLine(error.Message)}",
    };

    // By name and text, as the clients of brokers are not known here.
    private static bool IsRefusedLogin(Exception error) =>
        error.GetType().Name is "AuthenticationFailureException" or "PossibleAuthenticationFailureException"
        || error.Message.Contains("ACCESS_REFUSED", StringComparison.Ordinal);

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause is AggregateException { InnerExceptions: [var first, ..] } ? first
            : cause.InnerException)
            yield return cause;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
