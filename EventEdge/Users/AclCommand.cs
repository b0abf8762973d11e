using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Users;

/// <summary><c>eventedge acl</c>: what the users of the embedded broker may do.</summary>
internal sealed class AclCommand : Command
{
    public AclCommand(Shell shell) : base("acl", "Take over what the users of another broker may do.") =>
        Subcommands.Add(new AclImportCommand(shell));
}
