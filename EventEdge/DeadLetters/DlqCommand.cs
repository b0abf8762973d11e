using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.DeadLetters;

/// <summary><c>eventedge dlq</c>: what was given up, with its reason and its bytes.</summary>
internal sealed class DlqCommand : Command
{
    public DlqCommand(Shell shell) : base("dlq", "Look at dead letters, publish them again, or drop them; on a running node too.")
    {
        Subcommands.Add(new DlqListCommand(shell));
        Subcommands.Add(new DlqShowCommand(shell));
        Subcommands.Add(new DlqRetryCommand(shell));
        Subcommands.Add(new DlqDropCommand(shell));
    }
}
