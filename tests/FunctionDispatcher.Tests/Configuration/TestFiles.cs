using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

/// <summary>Files of the repository that the tests of the configuration read.</summary>
internal static class TestFiles
{
    public static string Root => RepositoryRoot.Path;

    public static string Sample(string name) => Path.Combine(Root, "tests", "FunctionDispatcher.Tests", "Configuration", "Samples", name);

    public static IEnumerable<string> Samples => Directory.EnumerateFiles(Path.GetDirectoryName(Sample("x"))!, "*.yaml");
}
