using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>Functions written in C#, in the node's own process.</summary>
internal sealed class CSharpRuntime : IRuntime
{
    public string Name => "csharp";

    public Type ConfigType => typeof(CSharpFunctionConfig);

    public bool IsInProcess => true;

    public ICodeReader OpenCode(CodeFolder folder) => new CSharpCode(folder);

    public IRuntimeHost Open(RuntimeSite site) => new CSharpHost((CSharpCode)site.Code.ReaderOf(Name, OpenCode)!);

    public void Check(ConfigCheck check)
    {
        var config = (CSharpFunctionConfig)check.Binding.Function;
        InProcessCheck.NoRetry(check);
        if (config.Csharp is { Assembly: not null, Class: null } && !check.IsMisread(config.Csharp, "class", nameof(CSharpConfig.Class)))
            check.Report(config, nameof(config.Csharp), "'csharp' needs 'class' beside 'assembly'");
    }
}
