using EventEdge.Cli;

namespace EventEdge.Settings;

/// <summary>A node's name stands in MQTT topics, so it may not hold what means something there.</summary>
internal static class NodeName
{
    public static string From(ResolvedSettings settings)
    {
        if (settings.Text(KnownSettings.Node) is not { } name) return OfMachine();
        return IsValid(name)
            ? name
            : throw CommandFailure.BadInput($"--node: '{name}' is not a name; use letters, digits, '-', '_' and '.', at most 64");
    }

    public static string OfMachine()
    {
        var name = new string([.. Environment.MachineName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])
            .Trim('-');
        return name.Length == 0 ? "edge" : name;
    }

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
