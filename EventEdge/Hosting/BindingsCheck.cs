using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.Hosting;

/// <summary>Checks a bindings file as a node would.</summary>
internal static class BindingsCheck
{
    private static readonly FunctionCatalog Catalog = new();

    public static BindingsVerdict Of(string path)
    {
        var result = BindingsFile.Load(path, Catalog);
        return new(result.Config?.Bindings.Count ?? 0, [.. result.Problems.Select(problem => problem.Render())]);
    }
}
