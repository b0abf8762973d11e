using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Security.Mosquitto;

namespace EventEdge.Users;

/// <summary><c>eventedge user import</c>: the users of a Mosquitto, with the passwords they have.</summary>
internal sealed class UserImportCommand : UserSubcommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A password file of mosquitto_passwd" };

    public UserImportCommand(Shell shell) : base(shell, "import", "Take over the users of a mosquitto_passwd file with their passwords; "
        + "those that are there stay as they are. What cannot be taken is told line by line.") =>
        Arguments.Add(_file);

    protected override async Task<int> RunAsync(
        PasswordFile users, string path, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var (added, problems) = ImportFile.Read(parsed.GetRequiredValue(_file), content => MosquittoPasswords.Import(content, users));
        if (added > 0) users.Save(path);
        if (form == OutputFormat.Text)
        {
            await Shell.Output.WriteLineAsync($"{added} users added to {path}");
            if (added > 0) await Shell.Output.WriteLineAsync(
                "their hashes are Mosquitto's, which are quicker to guess at: give a user a new password with eventedge user add");
        }

        foreach (var problem in problems) await Shell.Error.WriteLineAsync(problem);
        return problems.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
    }
}
