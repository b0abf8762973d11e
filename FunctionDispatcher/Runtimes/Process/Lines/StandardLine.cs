using System.Diagnostics;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>Standard input and output.</summary>
internal sealed class StandardLine : IWorkerLine
{
    private System.Diagnostics.Process? _worker;

    public string Name => "its standard output";

    public Stream Calls => _worker!.StandardInput.BaseStream;

    public Stream Answers => _worker!.StandardOutput.BaseStream;

    public void Prepare(ProcessStartInfo command)
    {
    }

    public bool Open(System.Diagnostics.Process worker)
    {
        _worker = worker;
        return true;
    }

    public void EndCalls(System.Diagnostics.Process? worker) => worker?.StandardInput.Close();

    public void Dispose()
    {
    }
}
