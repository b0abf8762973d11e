using Docker.DotNet;
using Docker.DotNet.Models;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>The node's own network, which leads nowhere.</summary>
/// <param name="owner">What tells the node from others on the machine.</param>
/// <param name="labels">What it carries.</param>
internal sealed class IsolatedNetwork(string owner, IReadOnlyDictionary<string, string> labels)
{
    /// <summary>The engine's name of it.</summary>
    public string Name => $"eventedge-{owner}";

    /// <summary>Makes it where it is not there: an engine would make a second one by the same name.</summary>
    /// <exception cref="FunctionUnusableException">There is one that leads somewhere.</exception>
    public async Task ProvideAsync(DockerClient client, bool isPodman, CancellationToken cancellation)
    {
        try
        {
            var there = await client.Networks.InspectNetworkAsync(Name, cancellation).ConfigureAwait(false);
            if (!there.Internal) throw new FunctionUnusableException($"the network '{Name}' is not isolated any more: remove it, and the node makes it again");
        }
        catch (DockerNetworkNotFoundException)
        {
            await client.Networks.CreateNetworkAsync(RequestOf(isPodman), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Removes it. One that somebody else has come to use stays.</summary>
    public async Task RemoveAsync(DockerClient client, CancellationToken cancellation)
    {
        try
        {
            await client.Networks.DeleteNetworkAsync(Name, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException)
        {
            // It is gone, or in use.
        }
    }

    // No way out, none between containers, and a bridge by a name that a firewall rule can go by.
    private NetworksCreateParameters RequestOf(bool isPodman) => new()
    {
        Name = Name,
        Driver = "bridge",
        Internal = true,
        Labels = new Dictionary<string, string>(labels),
        Options = isPodman
            ? new Dictionary<string, string> { ["isolate"] = "true" }
            : new Dictionary<string, string>
            {
                ["com.docker.network.bridge.enable_icc"] = "false", ["com.docker.network.bridge.name"] = $"ee-{owner[..10]}",
            },
    };
}
