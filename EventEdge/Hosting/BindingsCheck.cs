using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.Hosting;

/// <summary>Checks a bindings file as a node would.</summary>
internal static class BindingsCheck
{
    public static BindingsVerdict Of(string path)
    {
        var result = BindingsFile.Load(path);
        return new(result.Config?.Bindings.Count ?? 0, [.. result.Problems.Select(problem => problem.Render())]);
    }
}
