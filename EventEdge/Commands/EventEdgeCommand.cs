using System.CommandLine;
using EventEdge.Cli;
using EventEdge.DeadLetters;
using EventEdge.Demo;
using EventEdge.Discovery;
using EventEdge.Doctor;
using EventEdge.Explanation;
using EventEdge.Hosting.Process;
using EventEdge.Nodes;
using EventEdge.Reconciliation;
using EventEdge.Scaffolding;
using EventEdge.StoreAccess;
using EventEdge.Users;

namespace EventEdge.Commands;

/// <summary>The <c>eventedge</c> command: every role and tool in one program.</summary>
internal static class EventEdgeCommand
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Shell shell, NodeFactories factories, CancellationToken interrupted)
    {
        var parsed = CommandLine.Parse(Build(shell, factories), arguments);
        if (CommandLine.Sentence(parsed) is { } wrong) return Fail(shell, ExitCode.BadInput, wrong);
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
        catch (NodeStartException refused)
        {
            return Fail(shell, ExitCode.Failure, refused.Message);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (UnauthorizedAccessException refused)
        {
            return Fail(shell, ExitCode.Failure, $"permission denied: {refused.Message}");
        }
        catch (IOException failed)
        {
            return Fail(shell, ExitCode.Failure, failed.Message);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return Fail(
                shell, ExitCode.Failure,
                $"a defect of EventEdge, please report it with the command that was run: {defect.GetType().Name}: {defect.Message}");
        }
    }

    /// <summary>Every command there is.</summary>
    public static RootCommand Build(Shell shell, NodeFactories factories) =>
        new("Decide next to the sensors; send only results to the cloud.")
        {
            new DemoCommand(shell, factories),
            new UpCommand(shell, factories),
            new EdgeCommand(shell, factories),
            new CloudCommand(shell, factories),
            new DiscoverCommand(shell, factories),
            new ValidateCommand(shell, factories),
            new BindingsCommand(shell),
            new ExplainCommand(shell),
            new WhyCommand(shell),
            new DoctorCommand(shell, factories),
            new TestCommand(shell),
            new NewCommand(shell),
            new PublishCommand(shell, factories),
            new PointsCommand(shell, factories),
            new StoreCommand(shell, factories),
            new ReplayCommand(shell, factories),
            new SimulateCommand(shell, factories),
            new DlqCommand(shell),
            new LedgerCommand(shell),
            new LinkCommand(shell),
            new UserCommand(shell),
            new AclCommand(shell),
        };

    private static int Fail(Shell shell, int exitCode, string message)
    {
        shell.Error.WriteLine($"eventedge: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
