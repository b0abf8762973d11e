using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Wasm;

/// <summary>Modules as text, well and badly behaved.</summary>
public sealed partial class WasmRuntimeTests : IDisposable
{
    /// <summary>Answers with its input.</summary>
    private const string Echo = "(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))";

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<WasmPool> _runtimes = [];

    public void Dispose()
    {
        _runtimes.ForEach(r => r.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public void A_module_answers_from_its_own_memory()
    {
        var runtime = Plain(Echo);
        Assert.Equal("""{"event":1}""", Ask(runtime, """{"event":1}"""));
        Assert.Equal("again", Ask(runtime, "again"));
    }

    [Fact]
    public async Task An_endless_call_is_stopped_and_the_next_one_is_not()
    {
        var runtime = Plain(
            $"(if (i32.eq (i32.load8_u (local.get 0)) (i32.const 33)) (then (loop (br 0)))) {Echo}",
            new() { Module = "m.wat", Fuel = 1_000_000 });
        using var limit = new CancellationTokenSource();
        var endless = Task.Run(() => CallUntil(runtime, "!", limit.Token));
        await Eventually.IsTrue(() => !endless.IsCompleted, "the call runs");

        await limit.CancelAsync();

        Assert.Equal(
            FunctionFault.TimedOut, (await endless.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Fault);
        Assert.Equal("ok", Ask(runtime, "ok"));
    }

    [Fact]
    public async Task A_call_that_is_stopped_takes_no_other_with_it()
    {
        // Runs until the byte in front of its input is set by nobody: only its own limit ends it.
        var runtime = Plain(
            $"(loop (br_if 0 (i32.eq (i32.load8_u (local.get 0)) (i32.const 33)))) {Echo}",
            new() { Module = "m.wat", Fuel = 1_000_000, Scale = new() { Max = 2 } });
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = Task.Run(() => CallUntil(runtime, "!", first.Token));
        var other = Task.Run(() => CallUntil(runtime, "!", second.Token));

        await first.CancelAsync();
        Assert.Equal(FunctionFault.TimedOut, (await one.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Fault);
        Assert.False(other.IsCompleted);

        await second.CancelAsync();
        Assert.Equal(
            FunctionFault.TimedOut, (await other.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Fault);
    }

    [Theory]
    [InlineData("(start $forever) (func $forever (loop (br 0)))")]
    [InlineData("(func (export \"_initialize\") (loop (br 0)))")]
    [InlineData("(start $asleep) (func $asleep (call $sleep))")]
    [InlineData("(func (export \"_initialize\") (call $sleep))")]
    public Task An_endless_start_ends_with_the_call(string start) => EndsWithItsCallAsync(Sleeper(Echo, start));

    [Fact]
    public Task A_sleeping_call_is_woken_at_its_limit() => EndsWithItsCallAsync(Sleeper($"(call $sleep) {Echo}", string.Empty));

    // Host calls cost the module nothing: the loop around them is what ends.
    [Theory]
    [InlineData("(loop (drop (call $random (i32.const 0) (i32.const 65536))) (br 0))")]
    [InlineData("(i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 60000)) "
        + "(loop (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))")]
    [InlineData("(loop (drop (memory.grow (i32.const 1))) (br 0))")]
    public Task Endless_calls_of_the_host_end_with_the_call(string body)
    {
        File.WriteAllText(
            _directory.File("m.wat"),
            $"""
            (module
              (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "alloc") (param i32) (result i32) (i32.const 4096))
              (func (export "invoke") (param i32 i32) (result i64) {body} {Echo}))
            """);
        return EndsWithItsCallAsync(Start(new() { Module = "m.wat", Fuel = 1_000_000 }));
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    [InlineData(1500, false)]
    public void Memory_is_granted_up_to_its_limit_and_not_a_page_beyond(int pages, bool isGranted)
    {
        var grow = $"(if (i32.eq (memory.grow (i32.const {pages})) (i32.const -1)) (then unreachable))";
        Assert.Equal(isGranted, Call(Plain(grow + Echo, new() { Module = "m.wat", Memory = 16 << 16 }), "x").Fault == FunctionFault.None);
    }

    [Fact]
    public void A_short_sleep_is_slept() => Assert.Equal("x", Ask(Sleeper($"(call $nap) {Echo}", string.Empty), "x"));

    private static async Task EndsWithItsCallAsync(WasmPool runtime)
    {
        using var limit = new CancellationTokenSource();
        var call = Task.Run(() => CallUntil(runtime, "x", limit.Token));
        await Eventually.IsTrue(() => runtime.Running == 1, "the call runs");
        Assert.False(call.IsCompleted);

        await limit.CancelAsync();

        Assert.Equal(FunctionFault.TimedOut, (await call.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Fault);
    }

    // Sleeps for an hour, or naps for a millisecond, by a subscription to a clock.
    private WasmPool Sleeper(string body, string start)
    {
        File.WriteAllText(
            _directory.File("m.wat"),
            $"""
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func $wait (param i64)
                (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (local.get 0))
                (if (call $poll (i32.const 0) (i32.const 256) (i32.const 1) (i32.const 512)) (then unreachable)))
              (func $sleep (call $wait (i64.const 3600000000000)))
              (func $nap (call $wait (i64.const 1000000)) (if (i32.ne (i32.load (i32.const 512)) (i32.const 1)) (then unreachable)))
              {start}
              (func (export "alloc") (param i32) (result i32) (i32.const 4096))
              (func (export "invoke") (param i32 i32) (result i64) {body}))
            """);
        return Start(new() { Module = "m.wat", Fuel = 1_000_000 });
    }

    [Fact]
    public void Fuel_is_for_one_call_and_filled_up_for_the_next()
    {
        // About 600,000 of its million instructions each time.
        const string Busy =
            "(local $i i32) (local.set $i (i32.const 100000)) (loop (br_if 0 (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))";
        var runtime = Plain(Busy + Echo, new() { Module = "m.wat", Fuel = 1 });
        for (var i = 0; i < 5; i++) Assert.Equal("x", Ask(runtime, "x"));

        var greedy = Call(Plain($"(loop (br 0)) {Echo}", new() { Module = "m.wat", Fuel = 1 }), "x");
        Assert.Equal(
            (FunctionFault.Crashed, "the function's module failed: it used up its fuel of 1 million instructions"),
            (greedy.Fault, greedy.Reason));
    }

    [Fact]
    public void Memory_does_not_grow_beyond_its_limit()
    {
        // Traps when the module gets 100 more pages of 64 KiB.
        const string Grow = "(if (i32.ne (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable))";
        Assert.Equal("x", Ask(Plain(Grow + Echo, new() { Module = "m.wat", Memory = 1 << 20 }), "x"));
        Assert.Equal(
            "the function's module failed: it trapped: Unreachable",
            Call(Plain(Grow + Echo, new() { Module = "m.wat", Memory = 16 << 20 }), "x").Reason);
    }

    [Fact]
    public void A_trap_ends_the_instance_and_its_memory_with_it()
    {
        // Counts its calls in memory and traps at the third.
        const string Count =
            "(i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1))) (if (i32.eq (i32.load (i32.const 8)) "
                + "(i32.const 3)) (then unreachable))";
        var runtime = Plain(Count + Echo);
        Assert.Equal(
            [false, false, true, false, false, true],
            Enumerable.Range(0, 6).Select(_ => Call(runtime, "x").Fault == FunctionFault.Crashed));
    }

    [Theory]
    [InlineData("(i64.const 0x7fffffff00000010)", "the function's module failed: what it gave does not lie in its memory")]
    [InlineData("(i64.const 0x0000040000200000)", "the function's answer is longer than 1,048,576 bytes")]
    public void An_answer_from_nowhere_is_a_failure(string body, string reason) => Assert.Equal(reason, Call(Plain(body), "x").Reason);

    [Fact]
    public void A_WASI_command_reads_a_call_and_writes_the_answer()
    {
        var runtime = Command("(call $exit (i32.const 0))");
        Assert.Equal("""{"event":1}""", Ask(runtime, """{"event":1}"""));
        Assert.Equal("again", Ask(runtime, "again"));
    }

    [Fact]
    public void A_WASI_command_that_exits_otherwise_has_failed() =>
        Assert.Equal("the function's module failed: it ended with exit code 7", Call(Command("(call $exit (i32.const 7))"), "x").Reason);

    [Fact]
    public void Instances_without_work_are_given_back()
    {
        var runtime = Plain(Echo);
        Ask(runtime, "x");
        Assert.Equal(1, runtime.Running);
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal(0, runtime.Running);
        Assert.Equal("y", Ask(runtime, "y"));
    }

    [Theory]
    [InlineData("(module)", "wasm module 'm.wat': it exports neither 'memory', 'alloc' and 'invoke' nor, as a WASI command, '_start'")]
    [InlineData("(mod", "wasm module 'm.wat': ")]
    public void A_module_that_is_none_is_refused_when_it_is_bound(string text, string reason)
    {
        File.WriteAllText(_directory.File("m.wat"), text);
        Assert.StartsWith(reason, Assert.Throws<FunctionUnusableException>(() => Start(new() { Module = "m.wat" })).Message);
    }
}
