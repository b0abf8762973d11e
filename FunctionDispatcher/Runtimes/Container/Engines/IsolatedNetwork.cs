using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>
/// The node's own network, which leads nowhere. Docker keeps the containers of one network from each other, so they share it. Podman does
/// not: there each container has such a network to itself, as long as it lives.
/// </summary>
/// <param name="owner">What tells the node from others on the machine.</param>
/// <param name="labels">What it carries.</param>
/// <param name="time">The clock.</param>
internal sealed class IsolatedNetwork(string owner, IReadOnlyDictionary<string, string> labels, TimeProvider time)
{
    private const int RemoveAttempts = 20;
    private const string BridgeOption = "com.docker.network.bridge.name";
    private static readonly TimeSpan RemovePause = TimeSpan.FromMilliseconds(100);

    /// <summary>The engine's name of the shared one.</summary>
    public string Name => $"eventedge-{owner}";

    /// <summary>
    /// Makes what containers share, where it is not there: an engine would make a second one by the same name. Removes what earlier runs
    /// left.
    /// </summary>
    /// <exception cref="FunctionUnusableException">There is one that leads somewhere.</exception>
    public async Task ProvideAsync(DockerClient client, EngineKind engine, CancellationToken cancellation)
    {
        if (engine == EngineKind.Podman)
        {
            await RemoveLeftoversAsync(client, cancellation).ConfigureAwait(false);
            return;
        }

        try
        {
            var there = await client.Networks.InspectNetworkAsync(Name, cancellation).ConfigureAwait(false);
            if (!there.Internal) throw new FunctionUnusableException(
                $"the network '{Name}' is not isolated any more: remove it, and the node makes it again");
        }
        catch (DockerNetworkNotFoundException)
        {
            var options = new Dictionary<string,
            string>
            { ["com.docker.network.bridge.enable_icc"] = "false", [BridgeOption] = $"ee-{owner[..10]}" };
            await client.Networks.CreateNetworkAsync(RequestOf(Name, options), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The engine's name of the network for a container that is about to be created.</summary>
    /// <exception cref="FunctionUnusableException">The node would have no way to the container.</exception>
    public async Task<string> JoinAsync(DockerClient client, EngineKind engine, string container, CancellationToken cancellation)
    {
        if (engine == EngineKind.Docker) return Name;
        await client.Networks.CreateNetworkAsync(RequestOf(container, new() { [BridgeOption] = BridgeOf(container) }), cancellation)
            .ConfigureAwait(false);
        var made = await client.Networks.InspectNetworkAsync(container, cancellation).ConfigureAwait(false);
        // Without an address of the machine on it, calls would leave by the way to everywhere else.
        return made.IPAM?.Config?.Any(c => IPAddress.TryParse(c.Gateway, out _)) == true
            ? container
            : throw new FunctionUnusableException(
                "the node has no way to Podman's isolated networks; Podman needs network_backend netavark, with aardvark-dns, and not cni");
    }

    /// <summary>Removes the network that a container had to itself.</summary>
    public static Task LeaveAsync(DockerClient client, EngineKind engine, string container, CancellationToken cancellation) =>
        engine == EngineKind.Podman ? DeleteAsync(client, container, cancellation) : Task.CompletedTask;

    /// <summary>The same for a container that an earlier run left behind, in whatever engine.</summary>
    public static Task LeaveAsync(DockerClient client, ContainerListResponse left, CancellationToken cancellation) =>
        left.NetworkSettings?.Networks?.Keys.FirstOrDefault(n => left.Names.Contains($"/{n}")) is { } own
            ? DeleteAsync(client, own, cancellation) : Task.CompletedTask;

    /// <summary>Removes the shared one. One that somebody else has come to use stays.</summary>
    public async Task RemoveAsync(DockerClient client, CancellationToken cancellation)
    {
        // A container that has just gone may hold its end of the network for a moment.
        for (var attempt = 1; !await DeleteAsync(client, Name, cancellation).ConfigureAwait(false) && attempt < RemoveAttempts; attempt++)
            await Task.Delay(RemovePause, time, cancellation).ConfigureAwait(false);
    }

    private async Task RemoveLeftoversAsync(DockerClient client, CancellationToken cancellation)
    {
        var label = new Dictionary<string, bool> { [$"{ContainerEngine.OwnerLabel}={owner}"] = true };
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = label };
        var own = await client.Networks.ListNetworksAsync(new() { Filters = filters }, cancellation).ConfigureAwait(false);
        var leftovers = own.Where(n => n.Labels[ContainerEngine.RunLabel] != labels[ContainerEngine.RunLabel]);
        foreach (var network in leftovers) await DeleteAsync(client, network.Name, cancellation).ConfigureAwait(false);
    }

    // False while it is in use.
    private static async Task<bool> DeleteAsync(DockerClient client, string network, CancellationToken cancellation)
    {
        try
        {
            await client.Networks.DeleteNetworkAsync(network, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DockerApiException refused)
        {
            return !refused.ResponseBody?.Contains("active endpoints", StringComparison.Ordinal) ?? true;
        }
    }

    // No way out, and a bridge by a name that a firewall rule can go by.
    private NetworksCreateParameters RequestOf(string name, Dictionary<string, string> options) => new()
    {
        Name = name, Driver = "bridge", Internal = true, Labels = new Dictionary<string, string>(labels), Options = options,
    };

    private static string BridgeOf(string container) =>
        $"ee-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(container)).ToString("x16", CultureInfo.InvariantCulture)[..10]}";
}
