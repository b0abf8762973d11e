using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Users;

/// <summary><c>eventedge user</c>: who may connect to the embedded broker with a password.</summary>
internal sealed class UserCommand : Command
{
    public UserCommand(Shell shell) : base(
        "user", "Add, remove and list the users of the embedded MQTT broker; a running node follows within seconds.")
    {
        Subcommands.Add(new UserAddCommand(shell));
        Subcommands.Add(new UserImportCommand(shell));
        Subcommands.Add(new UserRemoveCommand(shell));
        Subcommands.Add(new UserListCommand(shell));
    }
}
