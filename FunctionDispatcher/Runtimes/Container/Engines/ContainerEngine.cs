using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using EventEdge.FunctionDispatcher.Functions;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>
/// The node's side of the machine's container engine: its networks, its labels, and the removal of what it started. Nothing is asked of the
/// engine before a binding needs it, or a mark says that an earlier run may have left something. Life: Sweep, Prepare, any use, Dispose,
/// which waits a while until every container is gone.
/// </summary>
internal sealed class ContainerEngine : IDisposable
{
    // The labels that tell the node from others, and this run of it from earlier ones.
    public const string OwnerLabel = "eventedge.owner";
    public const string RunLabel = "eventedge.run";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _preparing = new();
    private readonly LifeList _lives = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _sweeping = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ContainerMark _mark;
    private DockerClient? _client;
    private Task? _prepared;
    private volatile bool _isUsed;
    private int _bindings;

    /// <param name="node">The node's name.</param>
    /// <param name="owner">What tells the node from others on the machine, by the same name or not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what it does.</param>
    /// <param name="mark">File that tells the next run that containers may be left; null where nobody has to be told.</param>
    public ContainerEngine(string node, string owner, TimeProvider time, ILogger logger, string? mark = null)
    {
        _owner = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(owner)).ToString("x16", CultureInfo.InvariantCulture);
        _time = time;
        _logger = logger;
        Labels = new Dictionary<string, string>
        {
            ["eventedge.node"] = node, [OwnerLabel] = _owner, [RunLabel] = Guid.NewGuid().ToString("n"),
        };
        Images = new ContainerImages(time, logger, _stop.Token);
        _mark = new ContainerMark(mark, logger);
        Network = new IsolatedNetwork(_owner, Labels, time);
    }

    /// <summary>Where the engine listens, as <c>DOCKER_HOST</c> says it. Null or empty: where engines do.</summary>
    public string? Host { get; init; } = Environment.GetEnvironmentVariable("DOCKER_HOST");

    /// <summary>Longest time the engine is given for an answer. Default: half a minute.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What every container of this run carries.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    public ContainerImages Images { get; }

    public IsolatedNetwork Network { get; }

    /// <summary>Which engine it is; known once it is prepared.</summary>
    public EngineKind Kind { get; private set; }

    /// <summary>
    /// The engine, ready to be used: what an earlier run left behind is gone, the network is there. Done once, by whoever comes first, and
    /// again after it failed or <see cref="Forget"/>.
    /// </summary>
    /// <exception cref="FunctionUnusableException">There is no engine, or it does not answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<DockerClient> PrepareAsync(CancellationToken cancellation)
    {
        Task prepared;
        lock (_preparing)
        {
            if (_prepared is not { IsFaulted: false, IsCanceled: false }) _prepared = Task.Run(PrepareOnceAsync, CancellationToken.None);
            prepared = _prepared;
        }
        await prepared.WaitAsync(cancellation).ConfigureAwait(false);
        return _client!;
    }

    /// <summary>Removes, beside everything else, what an earlier run may have left behind. Where it can have left nothing, no engine is
    /// asked.</summary>
    public void Sweep()
    {
        if (_mark.IsSet) Run(() => new LeftoverSweep(this, _time, _logger).RunAsync(_sweeping.Token));
    }

    /// <summary>Removes what an earlier run left behind, unless a binding has used the engine since and so did the same.</summary>
    /// <exception cref="FunctionUnusableException">There is no engine, it does not answer, or it does not remove everything.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_isUsed) await AskAsync(client => ClearOnceAsync(client, cancellation)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Something is not as it was prepared: the next use prepares it again.</summary>
    public void Forget()
    {
        lock (_preparing) _prepared = null;
    }

    /// <summary>Asks within <see cref="RequestLimit"/>: requests that stop a container or read its output have no limit of their
    /// own.</summary>
    /// <exception cref="OperationCanceledException">There was no answer in time, or cancelled.</exception>
    public async Task<T> WithinLimitAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(RequestLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await ask(either.Token).ConfigureAwait(false);
    }

    /// <summary>Runs the life of an instance, whose end <see cref="Dispose"/> waits for.</summary>
    public void Run(Func<Task> life) => _lives.Run(life);

    /// <summary>A binding uses the engine from now on.</summary>
    public void Enter() => Interlocked.Increment(ref _bindings);

    /// <summary>A binding uses it no longer. With the last one, and its last container, goes what they shared.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _bindings) > 0) return;
        var others = _lives.WhenEnded();
        Run(() => EmptyAsync(others));
    }

    /// <summary>Ends a container by force and removes it with everything it kept.</summary>
    public Task RemoveAsync(string container) => RemoveAsync(container, _stop.Token);

    private Task RemoveAsync(string container, CancellationToken cancellation) =>
        ContainerRemoval.RemoveAsync(_client!, Kind, container, _logger, cancellation);

    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _sweeping.Cancel();
        Wait(_lives.WhenEnded(), StopLimit);
        if (_isUsed) Wait(CloseAsync(_client!, _stop.Token), CloseLimit);
        _stop.Cancel();
        _client?.Dispose();
        _sweeping.Dispose();
        _stop.Dispose();
    }

    private async Task EmptyAsync(Task others)
    {
        await others.WaitAsync(StopLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _turn.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            // Whoever comes from here on prepares anew, behind this turn.
            Forget();
            if (!_isUsed || Volatile.Read(ref _bindings) > 0) return;
            await AskAsync(client => CloseAsync(client, _stop.Token)).ConfigureAwait(false);
            _isUsed = false;
        }
        catch (FunctionUnusableException)
        {
            // The end of the node tries again, and after it the next start.
        }
        finally
        {
            _turn.Release();
        }
    }

    // What is not done by then is found by the next run.
    private void Wait(Task task, TimeSpan limit) =>
        task.WaitAsync(limit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    private async Task PrepareOnceAsync()
    {
        await _turn.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            await AskAsync(UseAsync).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AskAsync(Func<DockerClient, Task> ask)
    {
        var address = EngineAddress.Find(Host, File.Exists);
        try
        {
            // No version is asked for: an engine answers with the one it speaks, and refuses those it has forgotten.
            _client ??= new DockerClientBuilder().WithEndpoint(address).WithTimeout(RequestLimit).Build();
            await ask(_client).ConfigureAwait(false);
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            throw new FunctionUnusableException(
                $"the container engine at {address} cannot be used: {ContainerErrors.Sentence(error)}", error);
        }
    }

    private async Task UseAsync(DockerClient client)
    {
        var version = await client.System.GetVersionAsync(_stop.Token).ConfigureAwait(false);
        var isPodman = version.Components?.Any(c => c.Name.Contains("podman", StringComparison.OrdinalIgnoreCase)) == true;
        Kind = isPodman ? EngineKind.Podman : EngineKind.Docker;
        await RemoveLeftoversAsync(client, _stop.Token).ConfigureAwait(false);
        _mark.Set();
        await Network.ProvideAsync(client, Kind, _stop.Token).ConfigureAwait(false);
        _isUsed = true;
    }

    private async Task ClearOnceAsync(DockerClient client, CancellationToken cancellation)
    {
        await RemoveLeftoversAsync(client, cancellation).ConfigureAwait(false);
        await CloseAsync(client, cancellation).ConfigureAwait(false);
        if (_mark.IsSet) throw new FunctionUnusableException("the container engine does not remove all of them");
    }

    private async Task CloseAsync(DockerClient client, CancellationToken cancellation)
    {
        await Network.RemoveAsync(client, cancellation).ConfigureAwait(false);
        if ((await OwnAsync(client, cancellation).ConfigureAwait(false)).Count == 0) _mark.Clear();
    }

    private async Task RemoveLeftoversAsync(DockerClient client, CancellationToken cancellation)
    {
        var leftovers = (await OwnAsync(client, cancellation).ConfigureAwait(false)).Where(c => c.Labels[RunLabel] != Labels[RunLabel])
            .ToList();
        await Task.WhenAll(leftovers.Select(c => RemoveAsync(c.ID, cancellation))).ConfigureAwait(false);
        await Task.WhenAll(leftovers.Select(c => IsolatedNetwork.LeaveAsync(client, c, cancellation))).ConfigureAwait(false);
        if (leftovers.Count > 0) ContainerTelemetry.LeftoversRemoved(_logger, leftovers.Count);
    }

    private async Task<IList<ContainerListResponse>> OwnAsync(DockerClient client, CancellationToken cancellation)
    {
        var label = new Dictionary<string, bool> { [$"{OwnerLabel}={_owner}"] = true };
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = label };
        return await client.Containers.ListContainersAsync(new() { All = true, Filters = filters }, cancellation).ConfigureAwait(false);
    }
}
