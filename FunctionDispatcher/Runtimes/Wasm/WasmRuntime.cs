using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>Functions as WebAssembly modules.</summary>
internal sealed class WasmRuntime : IRuntime
{
    public string Name => "wasm";

    public Type ConfigType => typeof(WasmFunctionConfig);

    public ICodeReader OpenCode(CodeFolder folder) => new WasmCode(folder);

    public IRuntimeHost Open(RuntimeSite site) => new WasmHost(site, (WasmCode)site.Code.ReaderOf(Name, OpenCode)!);

    public void Check(ConfigCheck check)
    {
        var scale = ((WasmFunctionConfig)check.Binding.Function).Wasm.Scale;
        ScaleCheck.OneCallEach(check, scale, Name, "an instance of a module has one memory and one call in it");
    }
}
