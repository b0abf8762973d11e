using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>Functions in containers.</summary>
internal sealed class ContainerRuntime : IRuntime
{
    public string Name => "container";

    public Type ConfigType => typeof(ContainerFunctionConfig);

    public IRuntimeHost Open(RuntimeSite site) => new ContainerHost(site);

    public void Check(ConfigCheck check) => new ContainerChecker(check).Check(((ContainerFunctionConfig)check.Binding.Function).Container);
}
