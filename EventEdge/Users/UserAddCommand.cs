using System.CommandLine;
using System.Text;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.Users;

/// <summary>
/// <c>eventedge user add</c>. The password comes from the terminal or standard input: an argument would be seen by every process.
/// </summary>
internal sealed class UserAddCommand : UserSubcommand
{
    private const int InputLimit = PasswordHash.PasswordBytesMax + 2;

    private readonly Argument<string> _name = new("NAME") { Description = "The user's name; it may stand in topics as {username}" };

    public UserAddCommand(Shell shell) : base(
        shell, "add", "Add a user, or give one that is there a new password. Asks for the password, or reads it from standard input.") =>
        Arguments.Add(_name);

    protected override async Task<int> RunAsync(
        PasswordFile users, string path, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(_name);
        var password = Shell.AskPassword is { } ask ? Asked(ask, name) : await ReadAsync(cancellation);
        var isNew = users.Set(name, PasswordHash.Create(password));
        users.Save(path);
        if (form == OutputFormat.Text)
            await Shell.Output.WriteLineAsync(isNew ? $"{name} added to {path}" : $"{name} has a new password in {path}");
        return ExitCode.Success;
    }

    private static string Asked(Func<string, string> ask, string name)
    {
        var password = ask($"Password for {name}: ");
        return password == ask("The same again: ") ? password : throw CommandFailure.BadInput(
            "the two passwords differ; nothing was changed");
    }

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var buffer = new byte[InputLimit];
        var length = await Shell.Input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n', 2)[0].TrimEnd('\r');
    }
}
