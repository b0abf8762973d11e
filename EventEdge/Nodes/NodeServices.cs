using EventEdge.Hosting.Process;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.Nodes;

/// <summary>
/// A node's services in this process, without a host of the framework around them, whose settings files, watches and log providers an idle
/// node would pay for. Started in order of registration, stopped the other way round.
/// </summary>
internal sealed class NodeServices : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly ILoggerFactory _log;
    private readonly ServiceProvider _services;
    private readonly Stack<IHostedService> _started = new();

    private NodeServices(ILoggerFactory log, Action<IServiceCollection> register)
    {
        _log = log;
        var services = new ServiceCollection().AddSingleton(log).AddLogging();
        register(services);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Makes and starts them all; when one refuses, nothing is left.</summary>
    public static async Task<NodeServices> StartAsync(
        ILoggerFactory log, Action<IServiceCollection> register, CancellationToken cancellation)
    {
        var node = new NodeServices(log, register);
        try
        {
            foreach (var service in node._services.GetServices<IHostedService>())
            {
                node._started.Push(service);
                await service.StartAsync(cancellation);
            }

            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>One of them.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ServiceStop.AllAsync(_started, StopLimit);
            _started.Clear();
        }
        finally
        {
            await _services.DisposeAsync();
            _log.Dispose();
        }
    }
}
