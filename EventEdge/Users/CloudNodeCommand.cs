using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Users;

/// <summary><c>eventedge cloud node</c>: the edge nodes that may send.</summary>
internal sealed class CloudNodeCommand : Command
{
    public CloudNodeCommand(Shell shell) : base("node", "Give an edge node a RabbitMQ user of its own.") =>
        Subcommands.Add(new CloudNodeAddCommand(shell));
}
