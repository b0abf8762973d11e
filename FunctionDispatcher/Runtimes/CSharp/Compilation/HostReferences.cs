using System.Reflection;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>
/// What every source may use without asking: the runtime, the contracts, and System.Reactive with windows and event time as its operators.
/// </summary>
internal static class HostReferences
{
    private static readonly Assembly[] Shared =
        [typeof(FunctionContext).Assembly, typeof(EventTimeProvider).Assembly, typeof(System.Reactive.Unit).Assembly];

    /// <summary>Tells images of one build of the contracts from those of another.</summary>
    public static string Build { get; } = IdOf(typeof(FunctionContext)) + IdOf(typeof(EventTimeProvider));

    /// <summary>Names of the assemblies that functions share with the node.</summary>
    public static IReadOnlyList<string?> SharedNames { get; } = [.. Shared.Select(a => a.GetName().Name)];

    /// <summary>Files of all of them.</summary>
    public static IReadOnlyList<string> Files()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [.. trusted.Where(file => Path.GetDirectoryName(file) == runtime), .. Shared.Select(a => a.Location)];
    }

    private static string IdOf(Type type) => type.Module.ModuleVersionId.ToString("N")[..8];
}
