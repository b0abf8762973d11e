using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.Users;

/// <summary><c>eventedge user remove</c>.</summary>
internal sealed class UserRemoveCommand : UserSubcommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The user's name" };

    public UserRemoveCommand(Shell shell) : base(shell, "remove", "Remove a user; a running node disconnects it.") => Arguments.Add(_name);

    protected override async Task<int> RunAsync(
        PasswordFile users, string path, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(_name);
        if (!users.Remove(name)) throw CommandFailure.BadInput($"there is no user {name} in {path}");
        users.Save(path);
        if (form == OutputFormat.Text) await Shell.Output.WriteLineAsync($"{name} removed from {path}");
        return ExitCode.Success;
    }
}
