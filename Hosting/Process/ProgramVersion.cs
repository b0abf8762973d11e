using System.Reflection;

namespace EventEdge.Hosting.Process;

/// <summary>The version of the program that runs, without what tells one build from another.</summary>
public static class ProgramVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = Told?.InformationalVersion.Split('+')[0] ?? "0";

    private static AssemblyInformationalVersionAttribute? Told =>
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
}
