using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>Starts instances of modules.</summary>
internal sealed class WasmHost(RuntimeSite site, WasmCode code) : IOutOfProcessHost
{
    public IFunctionPool Start(BindingConfig binding, BindingIdentity identity, bool isResumed)
    {
        var function = (WasmFunctionConfig)binding.Function;
        var context = site.ContextOf(binding, function.Wasm.Memory, 1, isResumed);
        try
        {
            return Create();
        }
        catch (FunctionUnusableException) when (isResumed)
        {
            return new LatePool(Create, function.Wasm.Scale.Max);
        }

        WasmPool Create() => new(function.Wasm, code.ModuleOf(function), site.Time, context);
    }

    public void Dispose()
    {
    }
}
