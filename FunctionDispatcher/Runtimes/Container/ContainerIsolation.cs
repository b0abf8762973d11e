namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>What of a container's isolation a binding gives up.</summary>
internal static class ContainerIsolation
{
    /// <summary>The network that leads nowhere, by the name it has in the bindings file.</summary>
    public const string IsolatedNetwork = "isolated";

    /// <summary>The property that weakens it and what it says, one for each; none in a hardened container.</summary>
    public static IEnumerable<(string Property, string What)> Weakened(ContainerConfig config)
    {
        if (config.Network != IsolatedNetwork) yield return (nameof(config.Network), $"network: {config.Network}");
        if (IsRoot(config.User)) yield return (nameof(config.User), $"user: {config.User}");
        if (config.WritableRoot) yield return (nameof(config.WritableRoot), "writable_root: true");
        if (config.Mounts.Count > 0) yield return (nameof(config.Mounts), $"mounts: [{string.Join(", ", config.Mounts)}]");
        if (config.Capabilities.Count > 0)
            yield return (nameof(config.Capabilities), $"capabilities: [{string.Join(", ", config.Capabilities)}]");
        if (config.Privileged) yield return (nameof(config.Privileged), "privileged: true");
    }

    // A user without a group gets the group of the image's list of users, or 0: a user alone is given a group elsewhere.
    private static bool IsRoot(string user) => user == "root" || Array.Exists(user.Split(':'), id => id.All(digit => digit == '0'));
}
