using System.CommandLine;
using EventEdge.Settings;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>The commands that do something, with their whole names.</summary>
internal static class CommandTree
{
    public static IEnumerable<(string Name, Command Command)> Verbs(Command command, string above = "")
    {
        foreach (var one in command.Subcommands)
        {
            var name = $"{above} {one.Name}".Trim();
            if (one is RunnableCommand) yield return (name, one);
            foreach (var below in Verbs(one, name)) yield return below;
        }
    }
}
