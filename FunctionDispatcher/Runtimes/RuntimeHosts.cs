using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>The runtimes of one node, opened together and closed together.</summary>
internal sealed class RuntimeHosts(ComponentSet<IRuntime> runtimes, RuntimeSite site) : IDisposable
{
    private readonly Dictionary<string,
    IRuntimeHost> _hosts = runtimes.ToDictionary(runtime => runtime.Name, runtime => runtime.Open(site), StringComparer.Ordinal);

    /// <summary>The runtime that a function chose.</summary>
    /// <exception cref="FunctionUnusableException">It is not among those of this node.</exception>
    public IRuntimeHost Of(FunctionConfig function) => _hosts.TryGetValue(function.Runtime, out var host)
        ? host
        : throw new FunctionUnusableException($"there is no runtime '{function.Runtime}'; there is {string.Join(", ", _hosts.Keys)}");

    /// <summary>Calls are made from now on.</summary>
    public void StartCalls()
    {
        foreach (var host in _hosts.Values) host.StartCalls();
    }

    public void Dispose()
    {
        foreach (var host in _hosts.Values) host.Dispose();
    }
}
