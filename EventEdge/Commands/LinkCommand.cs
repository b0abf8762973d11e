using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Commands;

/// <summary><c>eventedge link</c>: what the button of the page does, for drills and scripts.</summary>
internal sealed class LinkCommand : Command
{
    public LinkCommand(Shell shell) : base(
        "link", "Cut the uplink of a running edge node and restore it: results wait on disk meanwhile. A start restores it too.")
    {
        Subcommands.Add(
            new LinkSubcommand(shell, "cut", "Cut the uplink: the node goes on deciding, its results wait in the outbox.", cut: true));
        Subcommands.Add(new LinkSubcommand(shell, "restore", "Restore the uplink: what waits leaves.", cut: false));
        Subcommands.Add(new LinkSubcommand(shell, "show", "Print whether results get through and how many wait.", cut: null));
    }
}
