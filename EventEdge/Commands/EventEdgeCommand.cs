using System.CommandLine;
using System.CommandLine.Parsing;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting;

namespace EventEdge.Commands;

/// <summary>The <c>eventedge</c> command: every role and tool in one program.</summary>
internal static class EventEdgeCommand
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Shell shell, Doors doors, CancellationToken interrupted)
    {
        var parsed = Build(shell, doors).Parse(arguments);
        if (parsed.Errors.Count > 0) return Fail(shell, ExitCode.BadInput, Sentence(parsed));
        var streams = new InvocationConfiguration
        {
            Output = shell.Output, Error = shell.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(streams, interrupted);
        }
        catch (CommandFailure failure)
        {
            return Fail(shell, failure.ExitCode, failure.Message);
        }
        catch (HttpDoorException closed)
        {
            return Fail(shell, ExitCode.Failure, closed.Message);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException failed)
        {
            return Fail(shell, ExitCode.Failure, failed.Message);
        }
    }

    private static RootCommand Build(Shell shell, Doors doors) =>
        new("Decide next to the sensors; send only results to the cloud.")
        {
            new DemoCommand(shell, doors),
            new UpCommand(shell, doors),
            new EdgeCommand(shell, doors),
            new CloudCommand(shell, doors),
            new ValidateCommand(shell, doors),
            new BindingsCommand(shell),
            new TestCommand(shell),
            new NewCommand(shell),
            new PublishCommand(shell, doors),
            new PointsCommand(shell, doors),
            new ReplayCommand(shell, doors),
            new DlqCommand(shell),
            new LedgerCommand(shell),
            new UserCommand(shell),
        };

    private static string Sentence(ParseResult parsed)
    {
        var command = string.Join(' ', Names(parsed.CommandResult).Reverse());
        return $"{parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.')} (see {command} --help)";
    }

    private static IEnumerable<string> Names(SymbolResult? result)
    {
        for (; result is CommandResult { Command: not RootCommand } verb; result = verb.Parent) yield return verb.Command.Name;
        yield return "eventedge";
    }

    private static int Fail(Shell shell, int exitCode, string message)
    {
        shell.Error.WriteLine($"eventedge: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
