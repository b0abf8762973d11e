using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Whether the sender of a frame may speak for the node that it names. The broker vouches for the user (<c>user_id</c> is the connection's,
/// or the broker refuses the message); a node's user has the node's name, and whoever logs in as the cloud itself could do anything anyway.
/// </summary>
internal sealed class SenderCheck(SenderRule rule, string cloudUser, string retry = "")
{
    /// <summary>RabbitMQ's user for development, which it takes on loopback only.</summary>
    private const string Development = "guest";

    /// <summary>The check of a cloud node.</summary>
    public static SenderCheck Of(CloudOptions options) => options.RabbitMq is { } bus
        ? new(options.Senders ?? (bus.User == Development ? SenderRule.Any : SenderRule.Named), bus.User, Retry(options.DataDirectory, bus))
        : new(SenderRule.Any, string.Empty);

    /// <summary>Whose dead letters a message belongs to when nothing in it can be believed.</summary>
    public string OriginOf(string? user) => rule == SenderRule.Any || user is null || user == cloudUser ? string.Empty : user;

    /// <summary>Whose dead letters a frame belongs to that is not believed.</summary>
    public string OriginOf(string? user, string node) => user is null ? StoredCloudDeadLetter.NotProven + node : OriginOf(user);

    /// <summary>Why a frame is not believed; null when it is.</summary>
    public string? Refusal(string? user, string node)
    {
        if (rule == SenderRule.Any || user == cloudUser || user == node) return null;
        return user is null
            ? $"the frame for node {node} {StoredCloudDeadLetter.NotNamed}, as edges of earlier versions do not: update the edge. "
                + "If you trust who could send on this bus, take it now with "
            + $"'eventedge dlq retry --all --stage {StoredCloudDeadLetter.Unnamed} --node {Word(node)} {retry}'; "
            + "cloud with --senders any takes the next ones"
            : $"user {user}{StoredCloudDeadLetter.NotAllowed}{node}: let the edge log in as {node} (eventedge cloud node add {node}). "
                + $"If you trust {user} with it, take it now with "
            + $"'eventedge dlq retry --all --stage {StoredCloudDeadLetter.Sender} --node {Word(user)} {retry}'; "
            + "cloud with --senders any takes the next ones";
    }

    // A name is not to become more than one word of what a person copies into a shell.
    private static string Word(string name) =>
        name.Length > 0 && name[0] != '-'
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') ? name : "NAME";

    // As a person types it beside the cloud node.
    private static string Retry(string directory, RabbitMqOptions bus)
    {
        var path = bus.Uri.AbsolutePath.TrimEnd('/');
        return $"--cloud --data {directory} --rabbitmq {bus.Uri.Scheme}://{bus.Uri.Authority}{path} --rabbitmq-user {bus.User} "
            + $"--rabbitmq-password-file {bus.PasswordFile ?? "FILE"}";
    }
}
