using System.Runtime.InteropServices;
using EventEdge.Cli;
using EventEdge.Commands;
using EventEdge.Hosting.Process;
using EventEdge.Nodes;

PrivateFiles.Begin(args);
if (OpenFiles.Shortage(isNode: args is ["up" or "edge" or "cloud" or "demo", ..]) is { } shortage)
{
    Console.Error.WriteLine($"eventedge: {shortage}");
    return ExitCode.Failure;
}

if (SelfCompiler.IsMeant(args))
{
    await SelfCompiler.RunAsync();
    return ExitCode.Success;
}

using var interrupted = new CancellationTokenSource();
var terminated = false;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, bySupervisor: false));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, bySupervisor: true));

var exitCode = await EventEdgeCommand.RunAsync(args, Shell.OfProcess(), RealNodeFactories.Open(), interrupted.Token);
return exitCode == ExitCode.Interrupted && terminated ? ExitCode.Success : exitCode;

// A supervisor's SIGTERM is an ordinary end; a second signal of either kind ends the process at once.
void Stop(PosixSignalContext context, bool bySupervisor)
{
    if (interrupted.IsCancellationRequested) return;
    context.Cancel = true;
    terminated = bySupervisor;
    interrupted.Cancel();
}
