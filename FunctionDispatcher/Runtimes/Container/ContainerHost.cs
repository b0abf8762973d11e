using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>Starts containers on the machine's engine.</summary>
internal sealed class ContainerHost(RuntimeSite site) : IOutOfProcessHost
{
    private readonly ContainerEngine _engine = new(site.Node, site.Owner, site.Time, site.Logger, site.Mark);

    public void StartCalls() => _engine.Sweep();

    public IFunctionPool Start(BindingConfig binding, BindingIdentity identity, bool isResumed)
    {
        var config = ((ContainerFunctionConfig)binding.Function).Container;
        var context = site.ContextOf(binding, config.Memory, config.Cpus, isResumed);
        return ContainerFunction.Pool(config, identity, _engine, site.Time, site.Logger, context);
    }

    public void Dispose() => _engine.Dispose();
}
