using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Nodes;

namespace EventEdge.StoreAccess;

/// <summary><c>eventedge store</c>: the server behind a store.</summary>
internal sealed class StoreCommand : Command
{
    public StoreCommand(Shell shell, NodeFactories factories) : base("store", "Prepare the server that points are stored in.") =>
        Subcommands.Add(new StoreSetupCommand(shell, factories));
}
