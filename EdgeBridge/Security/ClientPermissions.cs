using EventEdge.EdgeBridge.Mqtt.Topics;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Security;

/// <summary>What one admitted client may do. Follows the ACL file; used by the client's own loops, which may be two.</summary>
internal sealed class ClientPermissions
{
    private const string SharePrefix = "$share/";

    private readonly WatchedFile<Acl>? _acl;
    private volatile Snapshot _rules;

    private ClientPermissions(ClientIdentity client, WatchedFile<Acl>? acl)
    {
        (Client, _acl) = (client, acl);
        _rules = Read();
    }

    /// <summary>Of a client on a listener that asks nobody.</summary>
    public static ClientPermissions Everything { get; } = new(new(string.Empty, string.Empty), null);

    /// <summary>Who it is.</summary>
    public ClientIdentity Client { get; }

    /// <summary>Changes when what is allowed may have changed: answers may be kept until then.</summary>
    public int Version => _acl?.Version ?? 0;

    /// <summary>Of a client that has proven who it is.</summary>
    public static ClientPermissions For(ClientIdentity client, WatchedFile<Acl> acl) => new(client, acl);

    /// <summary>Whether it may use the topic, or everything the filter asks for, in this way.</summary>
    public bool Allows(TopicUse use, string topicOrFilter)
    {
        if (_acl is null) return true;
        if (_rules.Version != _acl.Version) _rules = Read();
        foreach (var (allowed, filter) in _rules.Rules)
        {
            if ((allowed & use) != 0 && FilterRelation.Covers(filter, topicOrFilter)) return true;
        }

        return false;
    }

    /// <summary>Whether it may subscribe; a shared subscription asks for what its filter asks for.</summary>
    public bool AllowsSubscription(string filter)
    {
        if (!filter.StartsWith(SharePrefix, StringComparison.Ordinal)) return Allows(TopicUse.Subscribe, filter);
        var slash = filter.IndexOf('/', SharePrefix.Length);
        return slash > SharePrefix.Length && Allows(TopicUse.Subscribe, filter[(slash + 1)..]);
    }

    // The version is read first: rules that change meanwhile are read again the next time.
    private Snapshot Read()
    {
        var version = Version;
        return new(version, _acl is null ? [] : [.. _acl.Value.For(Client)]);
    }

    private sealed record Snapshot(int Version, (TopicUse Use, string Filter)[] Rules);
}
