using EventEdge.Contracts.Durability;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>
/// Remembers for the next run that containers of the node may be in the engine: a file that is there from before the first of them is made
/// until none is left. Where it is not, nobody need ask an engine.
/// </summary>
internal sealed class ContainerMark(string? path, ILogger logger)
{
    /// <summary>Whether containers may be left.</summary>
    public bool IsSet => path is not null && File.Exists(path);

    /// <summary>Containers are about to be made. A disk that takes no file keeps nobody from making them.</summary>
    public void Set()
    {
        if (path is null || IsSet) return;
        Try(path, () => DurableFile.Replace(
            path, "Containers of this node may be in the machine's engine. The node removes them, and then this file.\n"u8));
    }

    /// <summary>None is left.</summary>
    public void Clear()
    {
        if (IsSet) Try(path!, () => File.Delete(path!));
    }

    private void Try(string file, Action change)
    {
        try
        {
            change();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ContainerTelemetry.MarkFailed(logger, file, error.Message);
        }
    }
}
