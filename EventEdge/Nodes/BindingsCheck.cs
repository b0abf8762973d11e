using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher;

namespace EventEdge.Nodes;

/// <summary>Checks a bindings file as a node would.</summary>
internal static class BindingsCheck
{

    /// <summary>Everything: the file, and the code it names.</summary>
    public static BindingsVerdict Of(string path)
    {
        using var code = new FunctionCode(BindingsFile.FolderOf(path));
        return Verdict(BindingsFile.Load(path, EventEdgeComponents.Default, code));
    }

    /// <summary>The file alone: a node reads the code itself, and goes on with what it has where that is broken.</summary>
    public static BindingsVerdict OfDeclarations(string path) => Verdict(BindingsFile.Load(path, EventEdgeComponents.Default));

    private static BindingsVerdict Verdict(BindingsResult result) =>
        new(result.Config?.Bindings.Count ?? 0, [.. result.Problems.Select(problem => problem.Render())])
        {
            Warnings = [.. result.Warnings.Select(warning => warning.Render())],
        };
}
