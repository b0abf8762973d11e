using EventEdge.Cli;
using EventEdge.Nodes;

namespace EventEdge.Commands;

/// <summary>Announces a node, keeps it until the user or the supervisor stops it, and stops it in order.</summary>
internal static class NodeRun
{
    public static async Task<int> UntilStoppedAsync(Shell shell, string role, IRunningNode node, CancellationToken cancellation)
    {
        await using (node)
        {
            Announce(shell, role, node);
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellation.Register(stopped.SetResult);
            await Task.WhenAny(stopped.Task, node.Hung ?? stopped.Task, node.Died ?? stopped.Task);
        }

        if (node.Hung is { IsCompleted: true } hung && !cancellation.IsCancellationRequested)
        {
            shell.Error.WriteLine($"eventedge: {await hung}: start the node again");
            return ExitCode.RestartRequested;
        }

        cancellation.ThrowIfCancellationRequested();
        if (node.Died is { IsCompleted: true } died)
            throw CommandFailure.Outside($"{await died}: start the node again; what was not stored is delivered again");
        return ExitCode.Success;
    }

    private static void Announce(Shell shell, string role, IRunningNode node)
    {
        shell.Output.WriteLine($"{shell.Bold($"EventEdge {role}")} is ready");
        if (node.Mqtt is { } mqtt) shell.Output.WriteLine($"  sensors   mqtt://{mqtt}");
        shell.Output.WriteLine($"  {(node.View is null ? "status   " : "dashboard")} {node.Http}");
        shell.Output.WriteLine(shell.Quiet("  stop with Ctrl+C"));
        shell.Output.Flush();
    }
}
