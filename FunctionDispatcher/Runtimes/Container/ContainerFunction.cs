using Docker.DotNet;
using Docker.DotNet.Models;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>What the instances of one binding have in common.</summary>
internal sealed class ContainerFunction
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    // Ended by signal 9: that it was for want of memory the engine hears from the kernel by another way, at times after the end and at
    // times never.
    private const int KilledCode = 137;
    private const int LateReasonLooks = 5;
    private static readonly TimeSpan LateReasonPause = TimeSpan.FromMilliseconds(100);

    private readonly ContainerConfig _config;
    private int _created;

    private ContainerFunction(ContainerConfig config, BindingIdentity binding, ContainerEngine engine, TimeProvider time, ILogger logger)
    {
        _config = config;
        Binding = binding;
        Engine = engine;
        Time = time;
        Logger = logger;
    }

    public BindingIdentity Binding { get; }

    public ContainerEngine Engine { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>The instances of a binding.</summary>
    public static InstancePool Pool(
        ContainerConfig config, BindingIdentity binding, ContainerEngine engine, TimeProvider time, ILogger logger,
        PoolContext? context = null)
    {
        foreach (var (_, what) in ContainerIsolation.Weakened(config)) ContainerTelemetry.Weakened(logger, binding.Name, what);
        var function = new ContainerFunction(config, binding, engine, time, logger);
        engine.Enter();
        engine.Run(function.PrepareAsync);
        return new InstancePool(config.Scale, () => new ContainerInstance(function), time, context) { OnEnded = engine.Leave };
    }

    /// <summary>Creates a container under a name.</summary>
    /// <exception cref="FunctionUnusableException">Its image is not there and cannot be fetched.</exception>
    /// <exception cref="DockerApiException">The engine refuses.</exception>
    public async Task<ImageInspectResponse> CreateAsync(DockerClient client, string name, CancellationToken cancellation)
    {
        var isFirst = Interlocked.Exchange(ref _created, 1) == 0;
        var image = await Engine.Images.FindAsync(client, _config.Image, _config.Pull, isFirst, cancellation).ConfigureAwait(false);
        var isIsolated = _config.Network == ContainerIsolation.IsolatedNetwork;
        var network = isIsolated ? await Engine.Network.JoinAsync(client, Engine.Kind, name, cancellation)
            .ConfigureAwait(false) : _config.Network;
        var request = ContainerRequest.Of(_config, Binding, Engine.Labels, network, image.Config?.Volumes?.Keys ?? [], Engine.Kind);
        request.Name = name;
        // Cancelled, nobody would know whether there is one now.
        await client.Containers.CreateContainerAsync(request, CancellationToken.None).ConfigureAwait(false);
        return image;
    }

    /// <summary>Where a container that runs takes calls.</summary>
    public async Task<FunctionEndpoint> EndpointAsync(DockerClient client, string container, CancellationToken cancellation)
    {
        var state = await client.Containers.InspectContainerAsync(container, cancellation).ConfigureAwait(false);
        var networks = state.NetworkSettings?.Networks?.Values ?? [];
        var host = _config.Network == "host" ? "127.0.0.1" : networks.Select(n => n.IPAddress)
            .FirstOrDefault(address => !string.IsNullOrEmpty(address));
        if (host is null) throw new FunctionUnusableException($"it has no address on network '{_config.Network}' that the node could call");
        var source = $"/{Engine.Labels["eventedge.node"]}/{Binding.Name}";
        return new FunctionEndpoint(host, _config.Port, _config.Contract, source, Time);
    }

    /// <summary>Why a container has ended.</summary>
    public async Task<string> EndOfAsync(DockerClient client, string container, CancellationToken cancellation)
    {
        if (Engine.Kind == EngineKind.Podman) await UntilEndedAsync(client, container, cancellation).ConfigureAwait(false);
        var state = (await client.Containers.InspectContainerAsync(container, cancellation).ConfigureAwait(false)).State;
        for (var look = 0; look < LateReasonLooks && state is { OOMKilled: false, ExitCode: KilledCode }; look++)
        {
            await Task.Delay(LateReasonPause, Time, cancellation).ConfigureAwait(false);
            state = (await client.Containers.InspectContainerAsync(container, cancellation).ConfigureAwait(false)).State;
        }

        var memory = Quantity.FormatSize(_config.Memory);
        return state switch
        {
            { OOMKilled: true } => $"it needed more than its {memory} of memory and was ended by the kernel",
            { ExitCode: KilledCode } =>
                $"it was ended by signal 9: by hand, or by the kernel for want of memory, of which it may have {memory}",
            { ExitCode: > 128 and var code } => $"it was ended by signal {code - 128}",
            { ExitCode: var code } => $"it ended with exit code {code}",
            null => "it has ended",
        };
    }

    // The end of its output comes before the engine knows how it ended; and a function may close its output and go on.
    private async Task UntilEndedAsync(DockerClient client, string container, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(EndLimit, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await client.Containers.WaitContainerAsync(container, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            // What is known by now has to do.
        }
    }

    // Before the first call, so that it need not wait for it. What fails here is told with the first call.
    private async Task PrepareAsync()
    {
        try
        {
            await Engine.PrepareAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FunctionUnusableException || ContainerErrors.IsExpected(error))
        {
            ContainerTelemetry.NotPrepared(Logger, Binding.Name, error.Message);
        }
    }
}
