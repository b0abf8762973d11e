using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;
using EventEdge.Settings;

namespace EventEdge.Users;

/// <summary>A verb of <c>eventedge user</c>: reads the password file, and where it changes it, writes it back as a whole.</summary>
internal abstract class UserSubcommand(Shell shell, string name, string description)
    : RunnableCommand(shell, name, description, KnownSettings.PasswordFile, KnownSettings.Output)
{
    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var path = settings.Text(KnownSettings.PasswordFile) ?? throw CommandFailure.BadInput("name the password file (--password-file)");
        try
        {
            return await RunAsync(
                PasswordFile.Load(path), path, parsed, settings.OneOf(KnownSettings.Output, OutputFormat.Text), cancellation);
        }
        catch (FormatException malformed)
        {
            throw CommandFailure.BadInput($"{path}: {malformed.Message}");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandFailure.Outside($"{path}: permission denied");
        }
    }

    /// <summary>Does the verb's work; the result is the exit code.</summary>
    protected abstract Task<int> RunAsync(
        PasswordFile users, string path, ParseResult parsed, OutputFormat form, CancellationToken cancellation);
}
