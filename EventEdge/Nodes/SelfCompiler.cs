using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.Nodes;

/// <summary>This program a second time, as the compiler of C# sources: what the compiler takes of memory, the node does not keep.</summary>
internal static class SelfCompiler
{
    private const string Subcommand = "compile-functions";

    /// <summary>Program and arguments of the compiler.</summary>
    public static IReadOnlyList<string> Command
    {
        get
        {
            var program = Environment.ProcessPath!;
            var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
            return isHost ? [program, Path.Combine(AppContext.BaseDirectory, "eventedge.dll"), Subcommand] : [program, Subcommand];
        }
    }

    /// <summary>Whether this process was started as the compiler.</summary>
    public static bool IsMeant(string[] arguments) => arguments is [Subcommand];

    /// <summary>Compiles what comes in on standard input until there is nothing more to do.</summary>
    public static Task RunAsync() =>
        CompilerServer.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System);
}
