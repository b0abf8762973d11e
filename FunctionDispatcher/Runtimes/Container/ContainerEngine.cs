using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// The node's side of the machine's container engine: its network, its labels, and the removal of what it started. Nothing is asked of the engine
/// before a binding needs it. Life: Prepare, any use, Dispose, which waits a while until every container is gone.
/// </summary>
internal sealed class ContainerEngine : IDisposable
{
    private const string OwnerLabel = "eventedge.owner";
    private const string RunLabel = "eventedge.run";
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NetworkLimit = TimeSpan.FromSeconds(2);

    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _preparing = new();
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private DockerClient? _client;
    private Task? _prepared;

    /// <param name="node">The node's name.</param>
    /// <param name="owner">What tells the node from others on the machine, by the same name or not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what it does.</param>
    public ContainerEngine(string node, string owner, TimeProvider time, ILogger logger)
    {
        _owner = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(owner)).ToString("x16", CultureInfo.InvariantCulture);
        _time = time;
        _logger = logger;
        Labels = new Dictionary<string, string>
        {
            ["eventedge.node"] = node, [OwnerLabel] = _owner, [RunLabel] = Guid.NewGuid().ToString("n"),
        };
        Images = new ContainerImages(time, logger, _stop.Token);
    }

    /// <summary>What every container of this run carries.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    public ContainerImages Images { get; }

    /// <summary>The engine's name of the network that leads nowhere.</summary>
    public string IsolatedNetwork => $"eventedge-{_owner}";

    /// <summary>
    /// The engine, ready to be used: what an earlier run left behind is gone, the network is there. Done once, by whoever comes first, and again after
    /// it failed or <see cref="Forget"/>.
    /// </summary>
    /// <exception cref="FunctionUnusableException">There is no engine, or it does not answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<DockerClient> PrepareAsync(CancellationToken cancellation)
    {
        Task prepared;
        lock (_preparing) prepared = _prepared is { IsFaulted: false, IsCanceled: false } going ? going : _prepared = Task.Run(PrepareOnceAsync, CancellationToken.None);
        await prepared.WaitAsync(cancellation).ConfigureAwait(false);
        return _client!;
    }

    /// <summary>Something is not as it was prepared: the next use prepares it again.</summary>
    public void Forget()
    {
        lock (_preparing) _prepared = null;
    }

    /// <summary>Runs the life of an instance, whose end <see cref="Dispose"/> waits for.</summary>
    public void Run(Func<Task> life)
    {
        lock (_running)
        {
            var running = Task.Run(life);
            _running.Add(running);
            running.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        void Ended(Task ended)
        {
            lock (_running) _running.Remove(ended);
        }
    }

    /// <summary>Ends a container by force and removes it with everything it kept.</summary>
    public async Task RemoveAsync(string container)
    {
        try
        {
            await _client!.Containers.RemoveContainerAsync(container, new() { Force = true, RemoveVolumes = true }, _stop.Token).ConfigureAwait(false);
        }
        catch (DockerContainerNotFoundException)
        {
            // It is gone, which is all that was wanted.
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            ContainerTelemetry.RemovalFailed(_logger, container, ContainerErrors.Sentence(error));
        }
    }

    public void Dispose()
    {
        Task[] running;
        lock (_running) running = [.. _running];
        Wait(Task.WhenAll(running), StopLimit);
        if (_prepared is { IsCompletedSuccessfully: true }) Wait(_client!.Networks.DeleteNetworkAsync(IsolatedNetwork, _stop.Token), NetworkLimit);
        _stop.Cancel();
        _client?.Dispose();
        _stop.Dispose();
    }

    // What is not done by then is found by the next run.
    private void Wait(Task task, TimeSpan limit) => task.WaitAsync(limit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    private async Task PrepareOnceAsync()
    {
        var address = EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST"), File.Exists);
        try
        {
            // No version is asked for: an engine answers with the one it speaks, and refuses those it has forgotten.
            _client ??= new DockerClientBuilder().WithEndpoint(address).WithTimeout(RequestLimit).Build();
            var version = await _client.System.GetVersionAsync(_stop.Token).ConfigureAwait(false);
            var isPodman = version.Components?.Any(c => c.Name.Contains("podman", StringComparison.OrdinalIgnoreCase)) == true;
            await RemoveLeftoversAsync(_client).ConfigureAwait(false);
            await ProvideNetworkAsync(_client, isPodman).ConfigureAwait(false);
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            throw new FunctionUnusableException($"the container engine at {address} cannot be used: {ContainerErrors.Sentence(error)}", error);
        }
    }

    private async Task RemoveLeftoversAsync(DockerClient client)
    {
        var label = new Dictionary<string, bool> { [$"{OwnerLabel}={_owner}"] = true };
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = label };
        var found = await client.Containers.ListContainersAsync(new() { All = true, Filters = filters }, _stop.Token).ConfigureAwait(false);
        var leftovers = found.Where(c => c.Labels[RunLabel] != Labels[RunLabel]).Select(c => c.ID).ToList();
        await Task.WhenAll(leftovers.Select(RemoveAsync)).ConfigureAwait(false);
        if (leftovers.Count > 0) ContainerTelemetry.LeftoversRemoved(_logger, leftovers.Count);
    }

    // An engine would make a second network by the same name.
    private async Task ProvideNetworkAsync(DockerClient client, bool isPodman)
    {
        try
        {
            var there = await client.Networks.InspectNetworkAsync(IsolatedNetwork, _stop.Token).ConfigureAwait(false);
            if (!there.Internal) throw new FunctionUnusableException($"the network '{IsolatedNetwork}' is not isolated any more: remove it, and the node makes it again");
        }
        catch (DockerNetworkNotFoundException)
        {
            await client.Networks.CreateNetworkAsync(NetworkOf(isPodman), _stop.Token).ConfigureAwait(false);
        }
    }

    // No way out, none between containers, and a bridge by a name that a firewall rule can go by.
    private NetworksCreateParameters NetworkOf(bool isPodman) => new()
    {
        Name = IsolatedNetwork,
        Driver = "bridge",
        Internal = true,
        Labels = new Dictionary<string, string>(Labels),
        Options = isPodman
            ? new Dictionary<string, string> { ["isolate"] = "true" }
            : new Dictionary<string, string>
            {
                ["com.docker.network.bridge.enable_icc"] = "false", ["com.docker.network.bridge.name"] = $"ee-{_owner[..10]}",
            },
    };
}
