using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>
/// What the node is for others in Sparkplug, as its bindings declare it: host applications and edge nodes, each with a connection of its
/// own. They come and go with the bindings. Life: Use any number of times, TryPublish from the dispatch loop, DisposeAsync.
/// </summary>
/// <param name="endpoint">The way to the broker; null where there is none for senders, and nothing is told to anyone.</param>
/// <param name="numbersFile">Where the numbers of connections are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where log lines go.</param>
internal sealed class SparkplugPresences(ISenderEndpoint? endpoint, string numbersFile, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly ConnectionNumbers _numbers = new(numbersFile, logger);
    private readonly SemaphoreSlim _using = new(1, 1);
    private readonly Dictionary<SparkplugHost, PresenceRun> _hosts = [];
    private readonly Dictionary<EdgeNodeKey, PresenceRun> _runs = [];
    private int _disposed;
    private volatile Dictionary<EdgeNodeKey, EdgeNodePresence> _nodes = [];

    /// <summary>Those of a node.</summary>
    /// <param name="endpoint">The node's way to its broker.</param>
    /// <param name="dataDirectory">The node's data directory, where the numbers of connections are kept in <c>sparkplug.json</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    public static SparkplugPresences Open(IMqttEndpoint endpoint, string dataDirectory, TimeProvider time, ILoggerFactory loggers) => new(
        endpoint as ISenderEndpoint, Path.Combine(dataDirectory, "sparkplug.json"), time, loggers.CreateLogger<SparkplugPresences>());

    /// <summary>Results given up by edge nodes that are there.</summary>
    public long Lost => _nodes.Values.Sum(node => node.Lost);

    /// <summary>The bindings have changed.</summary>
    public async Task UseAsync(IReadOnlyList<BindingConfig> bindings, CancellationToken cancellation)
    {
        if (endpoint is null) return;
        await _using.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await UseHostsAsync([.. bindings.Select(b => b.Decode?.Host).OfType<SparkplugHost>()]).ConfigureAwait(false);
            var nodes = bindings.Where(b => b.EdgeNode is not null).ToLookup(b => EdgeNodeKey.Of(b.EdgeNode!));
            await UseNodesAsync(nodes).ConfigureAwait(false);
        }
        finally
        {
            _using.Release();
        }
    }

    /// <summary>Hands a result of an edge node over; false where it is not there.</summary>
    public bool TryPublish(LocalMessage message)
    {
        if (!_nodes.TryGetValue(EdgeNodeKey.Of(message.EdgeNode!), out var node)) return false;
        node.Publish(message);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        // Held for good: what is used from here on is not begun.
        await _using.WaitAsync(PresenceRun.LeaveLimit).ConfigureAwait(false);
        // Edge nodes may wait for a host application of this node: they go first.
        await Task.WhenAll(_runs.Values.Select(run => run.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Task.WhenAll(_hosts.Values.Select(run => run.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private async Task UseHostsAsync(HashSet<SparkplugHost> wanted)
    {
        foreach (var (host, run) in _hosts.Where(one => !wanted.Contains(one.Key)).ToList())
        {
            _hosts.Remove(host);
            await run.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var host in wanted.Where(host => !_hosts.ContainsKey(host)))
            _hosts.Add(host, Start(new HostPresence(endpoint!, host, time, logger), $"host application {host.Id}"));
    }

    private async Task UseNodesAsync(ILookup<EdgeNodeKey, BindingConfig> wanted)
    {
        var nodes = new Dictionary<EdgeNodeKey, EdgeNodePresence>(_nodes);
        foreach (var (key, run) in _runs.Where(one => !wanted.Contains(one.Key)).ToList())
        {
            nodes.Remove(key);
            _runs.Remove(key);
            _nodes = new(nodes);
            // One of the same name may follow, which waits for another host application.
            await run.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var bindings in wanted)
        {
            if (!nodes.TryGetValue(bindings.Key, out var node))
            {
                node = new(bindings.First().EdgeNode!, endpoint!, _numbers, time, logger);
                nodes.Add(bindings.Key, node);
                _runs.Add(bindings.Key, Start(node, $"edge node {bindings.Key.Group}/{bindings.Key.Name}"));
            }

            node.Use(bindings.Select(b => b.Name).ToHashSet(StringComparer.Ordinal));
        }

        _nodes = nodes;
    }

    private PresenceRun Start(IPresence presence, string name)
    {
        var run = new PresenceRun(presence, name, time, logger);
        run.Start();
        return run;
    }

    // Another host to wait for makes another edge node; how long a device may be silent is said with each result.
    private readonly record struct EdgeNodeKey(string Group, string Name, string? PrimaryHost)
    {
        public static EdgeNodeKey Of(SparkplugEdgeNode node) => new(node.Group, node.Name, node.PrimaryHost);
    }
}
