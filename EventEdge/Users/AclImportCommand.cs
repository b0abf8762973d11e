using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Security.Mosquitto;
using EventEdge.Settings;

namespace EventEdge.Users;

/// <summary><c>eventedge acl import</c>: the permissions of a Mosquitto, as far as they can be said here.</summary>
internal sealed class AclImportCommand : RunnableCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "An ACL file of Mosquitto" };

    public AclImportCommand(Shell shell) : base(
        shell,
        "import",
        "Add the permissions of a Mosquitto ACL file to the ACL file. Nobody may do more afterwards than before; "
            + "what cannot be said is told line by line.",
        KnownSettings.AclFile) => Arguments.Add(_file);

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var path = settings.Text(KnownSettings.AclFile) ?? throw CommandFailure.BadInput("name the ACL file to add to (--acl-file)");
        var (rules, problems) = ImportFile.Read(parsed.GetRequiredValue(_file), MosquittoAcl.Import);
        try
        {
            await Shell.Output.WriteLineAsync($"{AclFile.Add(path, rules)} rules added to {path}");
        }
        catch (FormatException malformed)
        {
            throw CommandFailure.BadInput($"{path}: {malformed.Message}");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Outside($"{path}: {failed.Message}");
        }

        foreach (var problem in problems) await Shell.Error.WriteLineAsync(problem);
        return problems.Count == 0 ? ExitCode.Success : ExitCode.BadInput;
    }
}
