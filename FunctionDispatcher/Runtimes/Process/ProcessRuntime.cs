using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>Functions as programs of their own, fed over standard input and output or a socket.</summary>
internal sealed class ProcessRuntime : IRuntime
{
    public string Name => "process";

    public Type ConfigType => typeof(ProcessFunctionConfig);

    public ICodeReader OpenCode(CodeFolder folder) => new ProcessCode(folder);

    public IRuntimeHost Open(RuntimeSite site) => new ProcessHost(site);

    public void Check(ConfigCheck check)
    {
        var config = (ProcessFunctionConfig)check.Binding.Function;
        var process = config.Process;
        if (check.IsGiven(process, nameof(process.Command)) && process.Command.All(string.IsNullOrEmpty))
            check.ReportAtKey(config, nameof(config.Process), $"'{Name}' needs a command");
        ScaleCheck.OneCallEach(check, process.Scale, Name, "a worker answers one call before it reads the next");
    }
}
