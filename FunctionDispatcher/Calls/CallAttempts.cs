using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// The attempts at one call: each with its time limit, a growing pause between them. An attempt that reached no instance does not count, as
/// nothing is wrong with the event: it is made again until an instance is there or the binding ends.
/// </summary>
internal sealed class CallAttempts(
    BindingIdentity binding, IFunctionPool runtime, CallPolicy policy, CallCircuit circuit, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Makes the call until it has an answer or is given up.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: the binding ends.</exception>
    public async Task<FunctionAnswer> MakeAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var (attempts, crashes, absences, wait) = (0, 0, 0, ShortestWait);
        while (true)
        {
            var answer = await AttemptAsync(input, cancellation).ConfigureAwait(false);
            // An instance that was just retired is replaced with the next attempt, which is no news.
            absences = answer.Fault == FunctionFault.Unavailable ? absences + 1 : 0;
            circuit.Absent(absences > 1 ? answer.Reason : null);
            if (answer.Fault == FunctionFault.None) return answer;
            CallTelemetry.AttemptFailed(logger, binding.Name, answer.Reason!);
            if (answer.Fault == FunctionFault.Unavailable)
            {
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                continue;
            }

            attempts++;
            if (answer.Fault == FunctionFault.Crashed) crashes++;
            if (attempts >= policy.Attempts || crashes >= CallPolicy.CrashLimit) return GivenUp(answer, attempts);
            await Task.Delay(policy.PauseAfter(attempts), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<FunctionAnswer> AttemptAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(policy.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var answer = await runtime.CallAsync(input, either.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (answer.Fault == FunctionFault.TimedOut)
            return answer with { Reason = $"the function did not answer within {Quantity.Format(policy.Timeout)}" };
        return answer.Fault == FunctionFault.None ? Checked(answer) : answer;
    }

    private static FunctionAnswer Checked(in FunctionAnswer answer)
    {
        if (CallAnswer.TryRead(answer.Document, [], out var problem)) return answer;
        var fault = problem.IsRefusal ? FunctionFault.Refused : FunctionFault.Garbled;
        var reason = problem.IsRefusal ? problem.Sentence : $"the function answered, but {problem.Sentence}";
        return answer with { Fault = fault, Document = default, Reason = reason };
    }

    private static FunctionAnswer GivenUp(in FunctionAnswer answer, int attempts) =>
        attempts == 1 ? answer : answer with { Reason = $"{answer.Reason} (attempt {attempts}, the last)" };
}
