using System.Runtime.CompilerServices;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

/// <summary>Files of the repository, found from the place of this source file.</summary>
internal static class TestFiles
{
    public static string Root { get; } = FindRoot();

    public static string Sample(string name) => Path.Combine(Root, "tests", "FunctionDispatcher.Tests", "Configuration", "Samples", name);

    public static IEnumerable<string> Samples => Directory.EnumerateFiles(Path.GetDirectoryName(Sample("x"))!, "*.yaml");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (!File.Exists(Path.Combine(folder!, "EventEdge.sln"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }
}
