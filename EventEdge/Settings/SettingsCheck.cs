using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Contracts.Faults;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.Settings;

/// <summary>
/// Turns settings away that would silently change nothing: misspelt ones for every command, and for a command that runs a node those that
/// belong to other commands. A tool beside a node may see the node's settings, in the environment of a container or in one settings file,
/// and leaves them alone.
/// </summary>
internal static class SettingsCheck
{
    private const string HalfPrefix = "EVENTEDGE_";

    /// <summary>Looks at the variables of the environment.</summary>
    /// <param name="command">The command that is run.</param>
    /// <param name="root">The whole program, to say whose setting it is.</param>
    /// <param name="environment">The process's variables.</param>
    /// <exception cref="CommandFailure">A variable is misspelt, or means nothing to the command.</exception>
    public static void Variables(RunnableCommand command, Command root, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith(HalfPrefix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal))
        {
            // Where a test wants the process to die is no setting of a user's.
            if (name == CrashFuse.Variable) continue;
            if (name.StartsWith(SettingsSource.Prefix, StringComparison.OrdinalIgnoreCase))
                Key(command, root, name, name[SettingsSource.Prefix.Length..], Variable);
            // One underline is the prefix of nothing; where a setting is meant all the same, it would be lost without a word.
            else if (Keys(root).Contains(name[HalfPrefix.Length..], StringComparer.OrdinalIgnoreCase)) throw CommandFailure.BadInput(
                $"the variable {name} is no setting; did you mean {Variable(name[HalfPrefix.Length..])}, with two underlines?");
        }

        string Variable(string key) => SettingsSource.Prefix + key.ToUpperInvariant();
    }

    /// <summary>Looks at the keys of a settings file.</summary>
    /// <exception cref="CommandFailure">A key is misspelt, or means nothing to the command.</exception>
    public static void File(RunnableCommand command, Command root, string path, IEnumerable<string> keys)
    {
        foreach (var key in keys) Key(command, root, $"{path}: {key}", key, known => known);
    }

    private static string Unknown(string key, IReadOnlyList<string> known, Func<string, string> shown)
    {
        var nearest = Spelling.Nearest(key.ToLowerInvariant(), known);
        return nearest is null ? $"there are {string.Join(", ", known)}" : $"did you mean {shown(nearest)}?";
    }

    private static void Key(RunnableCommand command, Command root, string source, string key, Func<string, string> shown)
    {
        if (key.Equals(KnownSettings.Config.Key, StringComparison.OrdinalIgnoreCase) || command.Uses(key)) return;
        var known = Keys(root);
        if (!known.Contains(key, StringComparer.OrdinalIgnoreCase))
            throw CommandFailure.BadInput($"{source} is no setting; {Unknown(key, known, shown)}");
        if (!command.RunsNode) return;
        var users = Verbs(root).Where(verb => verb.Uses(key)).Select(verb => verb.Name).Distinct();
        throw CommandFailure.BadInput(
            $"{source} would change nothing: eventedge {command.Name} does not use it; it is a setting of {string.Join(", ", users)}");
    }

    // What some command takes: stores have settings of their own.
    private static IReadOnlyList<string> Keys(Command root) =>
        [.. Verbs(root).SelectMany(verb => verb.Keys).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IEnumerable<RunnableCommand> Verbs(Command command) =>
        command.Subcommands.SelectMany(Verbs).Concat(command is RunnableCommand verb ? [verb] : []);
}
