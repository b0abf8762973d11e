using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>Starts workers.</summary>
internal sealed class ProcessHost(RuntimeSite site) : IOutOfProcessHost
{
    public IFunctionPool Start(BindingConfig binding, BindingIdentity identity, bool isResumed)
    {
        var config = ((ProcessFunctionConfig)binding.Function).Process;
        var context = site.ContextOf(binding, config.Memory, 1, isResumed);
        return ProcessWorker.Pool(config, binding.Name, site.BaseDirectory, site.Time, site.Logger, context, site.Hidden);
    }

    public void Dispose()
    {
    }
}
