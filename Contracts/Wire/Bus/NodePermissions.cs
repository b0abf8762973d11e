using System.Text.RegularExpressions;

namespace EventEdge.Contracts.Bus;

/// <summary>
/// What RabbitMQ has to allow the user of one node, as its regular expressions: to publish frames under the node's own name and to read the
/// notices for it. The user has the node's name, and may declare nothing.
/// </summary>
/// <param name="Configure">Names it may declare: none.</param>
/// <param name="Write">Exchanges it may publish to.</param>
/// <param name="Read">Queues it may read.</param>
/// <param name="Topic">Routing keys it may publish with.</param>
public sealed record NodePermissions(string Configure, string Write, string Read, string Topic)
{
    private const string Nothing = "^$";

    /// <summary>The command that makes a user; it asks for the password.</summary>
    public const string AddUser = "add_user";

    /// <summary>The command that gives a user another password; it asks for it.</summary>
    public const string ChangePassword = "change_password";

    /// <summary>Those of a node.</summary>
    public static NodePermissions Of(string node)
    {
        var name = Regex.Escape(node);
        return new(
            Nothing,
            $"^{Regex.Escape(BusNames.NodeExchange)}$",
            $"^{Regex.Escape(BusNames.NoticeQueue(node) ?? string.Empty)}$",
            $@"^({string.Join('|', BusNames.Classes.Select(BusNames.NameOf))}|watch)\.[0-9]+\.{name}$");
    }

    /// <summary>The commands of <c>rabbitmqctl</c> that make the user, without the password, which the first of them asks for.</summary>
    public static IReadOnlyList<string[]> Commands(string node, string virtualHost)
    {
        var allowed = Of(node);
        return
        [
            [AddUser, node],
            ["set_permissions", "-p", virtualHost, node, allowed.Configure, allowed.Write, allowed.Read],
            ["set_topic_permissions", "-p", virtualHost, node, BusNames.NodeExchange, allowed.Topic, Nothing],
        ];
    }
}
