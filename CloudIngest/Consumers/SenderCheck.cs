using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Whether the sender of a frame may speak for the node that it names. The broker vouches for the user (<c>user_id</c> is the connection's, or the broker refuses
/// the message); a node's user has the node's name, and whoever logs in as the cloud itself could do anything anyway.
/// </summary>
internal sealed class SenderCheck(SenderRule rule, string cloudUser)
{
    /// <summary>RabbitMQ's user for development, which it takes on loopback only.</summary>
    private const string Development = "guest";

    /// <summary>The check of a cloud node.</summary>
    public static SenderCheck Of(CloudOptions options) => new(
        options.Transport == BusTransport.InMemory ? SenderRule.Any
        : options.Senders ?? (options.RabbitMq.User == Development ? SenderRule.Any : SenderRule.Named),
        options.RabbitMq.User);

    /// <summary>Whose dead letters a message belongs to when nothing in it can be believed.</summary>
    public string OriginOf(string? user) => rule == SenderRule.Any || user is null || user == cloudUser ? string.Empty : user;

    /// <summary>Why a frame is not believed; null when it is.</summary>
    public string? Refusal(string? user, string node)
    {
        if (rule == SenderRule.Any || user == cloudUser || user == node) return null;
        return user is null
            ? $"the frame for node {node} does not say who sent it (user_id): update the edge, or run the cloud with --senders any"
            : $"user {user} may not write for node {node}";
    }
}
