using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.Users;

/// <summary><c>eventedge user list</c>.</summary>
internal sealed class UserListCommand(Shell shell) : UserSubcommand(shell, "list", "Print the users, a line each.")
{
    protected override async Task<int> RunAsync(
        PasswordFile users, string path, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw CommandFailure.BadInput($"there is no password file {path}: eventedge user add makes it (--password-file)");
        foreach (var user in users.Users)
        {
            await Shell.Output.WriteLineAsync(
                form == OutputFormat.Json ? JsonSerializer.Serialize(new UserLine(user), UserJson.Readable.UserLine) : user);
        }

        return ExitCode.Success;
    }
}

/// <summary>A user as <c>user list --output json</c> prints it.</summary>
/// <param name="User">The name.</param>
internal sealed record UserLine(string User);
