using System.Text;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

public sealed class CallerTests : IDisposable
{
    private static readonly BindingIdentity Binding = new("b", "v");
    private readonly WaitedTime _time = new();
    private readonly CallInbox _ended = new();
    private readonly List<Caller> _callers = [];

    public void Dispose() => _callers.ForEach(c => c.Dispose());

    [Fact]
    public async Task Ends_are_reported_in_the_order_of_the_calls_whoever_is_faster()
    {
        var runtime = new ScriptedRuntime(concurrency: 3) { Script = _ => null };
        var caller = Start(runtime);
        Submit(caller, 3);
        await Eventually.IsTrue(() => runtime.Attempts.Count == 3, "three calls run at once");

        runtime.Answer("call 2", "null");
        runtime.Answer("call 1", "null");
        runtime.Answer("call 0", "null");

        Assert.Equal([0, 1, 2], (await EndsAsync(3)).Select(e => e.Call.Ordinal));
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_the_runtime_has_instances()
    {
        var runtime = new ScriptedRuntime(concurrency: 2) { Script = _ => null };
        Submit(Start(runtime), 3);
        await Eventually.IsTrue(() => runtime.Attempts.Count == 2, "two calls run");
        runtime.Answer("call 0", "null");
        await Eventually.IsTrue(() => runtime.Attempts.Count == 3, "the third runs when one has ended");
    }

    [Fact]
    public async Task A_refused_call_is_tried_again_after_a_growing_pause_and_then_given_up()
    {
        var runtime = new ScriptedRuntime { Script = _ => FunctionAnswer.Of("""{"error":"no such device"}"""u8.ToArray()) };
        Submit(Start(runtime, attempts: 3), 1);
        await PassAsync(runtime, attempts: 1, TimeSpan.FromMilliseconds(100));
        await PassAsync(runtime, attempts: 2, TimeSpan.FromMilliseconds(200));
        var end = Assert.Single(await EndsAsync(1));
        Assert.Equal("no such device (attempt 3, the last)", end.Failure);
        Assert.Equal(3, runtime.Attempts.Count);
    }

    [Fact]
    public async Task A_call_that_succeeds_at_last_has_not_failed()
    {
        var runtime = new ScriptedRuntime();
        runtime.Script = _ => runtime.Attempts.Count == 1 ? FunctionAnswer.Of("oops"u8.ToArray()) : FunctionAnswer.Of("[]"u8.ToArray());
        Submit(Start(runtime), 1);
        await PassAsync(runtime, attempts: 1, TimeSpan.FromMilliseconds(100));
        var end = Assert.Single(await EndsAsync(1));
        Assert.Equal((null, "[]"), (end.Failure, Encoding.UTF8.GetString(end.Answer.Span)));
    }

    [Fact]
    public async Task A_call_that_crashes_three_workers_is_not_tried_again()
    {
        var runtime = new ScriptedRuntime
        {
            Script = call => call == "call 0"
            ? FunctionAnswer.Failed(FunctionFault.Crashed, "it ended", "Traceback") : FunctionAnswer.Of("null"u8.ToArray())
        };
        Submit(Start(runtime, attempts: 10), 2);
        await PassAsync(runtime, attempts: 1, TimeSpan.FromMilliseconds(100));
        await PassAsync(runtime, attempts: 2, TimeSpan.FromMilliseconds(200));
        var ends = await EndsAsync(2);
        Assert.Equal(["it ended (attempt 3, the last); it wrote: Traceback", null], ends.Select(e => e.Failure));
    }

    [Fact]
    public async Task A_call_without_an_answer_is_stopped_at_its_limit()
    {
        var runtime = new ScriptedRuntime { Script = _ => null };
        Submit(Start(runtime, attempts: 1), 1);
        await Eventually.IsTrue(() => runtime.Attempts.Count == 1, "the call runs");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("the function did not answer within 5s", Assert.Single(await EndsAsync(1)).Failure);
    }

    [Fact]
    public async Task A_call_that_finds_no_worker_waits_for_one_and_uses_up_no_attempt()
    {
        var runtime = new ScriptedRuntime();
        runtime.Script = _ => runtime.Attempts.Count <= 5 ? FunctionAnswer.Failed(FunctionFault.Unavailable, "no such program")
            : FunctionAnswer.Of("null"u8.ToArray());
        Submit(Start(runtime, attempts: 1), 1);
        for (var i = 0; i < 5; i++) await PassAsync(runtime, attempts: i + 1, TimeSpan.FromSeconds(1 << i));
        Assert.Null(Assert.Single(await EndsAsync(1)).Failure);
    }

    [Fact]
    public async Task A_function_that_is_broken_altogether_is_tried_once_in_a_while_until_it_is_well()
    {
        var isWell = false;
        var runtime = new ScriptedRuntime(concurrency: 2);
        runtime.Script = _ => isWell ? FunctionAnswer.Of("null"u8.ToArray()) : FunctionAnswer.Failed(FunctionFault.Crashed, "it ended");
        Submit(Start(runtime, attempts: 1), 20);
        await EndsAsync(CallCircuit.FailureLimit);
        // A call that ran beside the fifth may fail after it, and lengthens the pause.
        var pause = CallCircuit.ShortestPause;
        await Eventually.IsTrue(() => _time.IsWaitingFor(pause) || _time.IsWaitingFor(2 * pause), "calls pause");
        _time.Advance(pause - TimeSpan.FromTicks(1));
        Assert.InRange(runtime.Attempts.Count, CallCircuit.FailureLimit, CallCircuit.FailureLimit + 1);

        _time.Advance(pause + TimeSpan.FromTicks(1));
        await Eventually.IsTrue(
            () => _time.IsWaitingFor(2 * pause) || _time.IsWaitingFor(4 * pause), "one call has found it broken, and the next pauses");
        Assert.InRange(runtime.Attempts.Count, CallCircuit.FailureLimit + 1, CallCircuit.FailureLimit + 2);
        isWell = true;
        _time.Advance(4 * pause);

        await Eventually.IsTrue(() => runtime.Attempts.Count == 20, "all calls are made without a pause");
    }

    [Fact]
    public async Task The_end_of_a_binding_ends_its_calls_without_a_word()
    {
        var runtime = new ScriptedRuntime { Script = _ => null };
        var caller = Start(runtime);
        Submit(caller, 1);
        await Eventually.IsTrue(() => runtime.Attempts.Count == 1, "the call runs");
        caller.Dispose();
        Assert.True(runtime.IsDisposed);
        Assert.False(_ended.TryTake(out _));
    }

    private Caller Start(ScriptedRuntime runtime, int attempts = 3)
    {
        var caller = new Caller(
            Binding, runtime, new(TimeSpan.FromSeconds(5), attempts, TimeSpan.FromMilliseconds(100)), _ended, _time, NullLogger.Instance);
        _callers.Add(caller);
        return caller;
    }

    private static void Submit(Caller caller, int count)
    {
        for (var i = 0; i < count; i++) caller.Submit(new(1, i), Encoding.UTF8.GetBytes($"call {i}"));
    }

    /// <summary>Lets a pause pass that begins after so many attempts.</summary>
    private async Task PassAsync(ScriptedRuntime runtime, int attempts, TimeSpan pause)
    {
        await Eventually.IsTrue(
            () => runtime.Attempts.Count == attempts && _time.IsWaitingFor(pause), $"a pause after {attempts} attempts");
        _time.Advance(pause - TimeSpan.FromTicks(1));
        Assert.Equal(attempts, runtime.Attempts.Count);
        _time.Advance(TimeSpan.FromTicks(1));
    }

    private async Task<List<CallCompletion>> EndsAsync(int count)
    {
        var ends = new List<CallCompletion>();
        await Eventually.IsTrue(() =>
        {
            while (ends.Count < count && _ended.TryTake(out var end)) ends.Add(end);
            return ends.Count == count;
        }, $"{count} calls have ended");
        return ends;
    }
}
