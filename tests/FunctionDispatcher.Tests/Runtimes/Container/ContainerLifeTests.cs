using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;
using static EventEdge.FunctionDispatcher.Tests.Runtimes.Container.ContainerBench;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>The life of a container, step by step, with an engine that fails where the test wants it to.</summary>
public sealed class ContainerLifeTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly ContainerBench _bench = new();

    private FakeEngine Engine => _bench.Engine;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_container_is_made_started_called_stopped_and_removed_in_this_order()
    {
        var node = _bench.Node();
        var pool = _bench.Pool(node);
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);

        _bench.Time.Advance(TimeSpan.FromSeconds(62));
        await Eventually.IsTrue(() => Engine.Containers.IsEmpty, "it is removed once it has rested");
        pool.Dispose();
        node.Dispose();

        Assert.Equal(
            ["version", "list", "network", "network create", "image", "create", "inspect", "attach", "start", "inspect", "ready", "call",
                "call", "stop", "remove", "network remove", "list"],
            Engine.Asked);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("attach")]
    [InlineData("start")]
    [InlineData("inspect")]
    public async Task A_start_that_fails_midway_removes_what_it_made_and_the_next_call_starts_anew(string step)
    {
        var pool = _bench.Pool(_bench.Node());
        Engine.Refuses = step;

        var answer = await CallAsync(pool);

        Assert.Equal(
            (FunctionFault.Unavailable, "the function's container failed: the engine is not in the mood"), (answer.Fault, answer.Reason));
        await Eventually.IsTrue(() => Engine.Count("remove") == 1, "what was made is removed");
        Assert.Empty(Engine.Containers);
        Engine.Refuses = null;
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
        Assert.Single(Engine.Containers);
    }

    [Fact]
    public async Task A_container_that_dies_while_it_rests_is_removed_and_replaced_by_the_next_call()
    {
        var pool = _bench.Pool(_bench.Node());
        await CallAsync(pool);
        var first = Engine.Containers.Values.Single();

        first.End(1);

        await Eventually.IsTrue(() => pool.Running.Count == 0 && Engine.Containers.IsEmpty, "its end is noticed, and it is removed");
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
        Assert.NotEqual(first.Name, Engine.Containers.Keys.Single());
    }

    [Theory]
    [InlineData(137, true, "it needed more than its 128MiB of memory and was ended by the kernel")]
    [InlineData(137, false, "it was ended by signal 9: by hand, or by the kernel for want of memory, of which it may have 128MiB")]
    [InlineData(139, false, "it was ended by signal 11")]
    [InlineData(3, false, "it ended with exit code 3")]
    public async Task A_call_is_told_how_its_container_ended_even_if_the_engine_learns_the_reason_after_the_end(
        int exitCode, bool ranOutOfMemory, string reason)
    {
        var pool = _bench.Pool(_bench.Node());
        Engine.Function.IsMute = true;
        var call = CallAsync(pool);
        await Eventually.IsTrue(() => Engine.Count("call") == 1, "the call is under way");

        Engine.Containers.Values.Single().End(exitCode, ranOutOfMemory);
        Engine.Function.BreakOff();
        await PassAsync(() => call.IsCompleted);

        var answer = await call;
        Assert.Equal(FunctionFault.Crashed, answer.Fault);
        Assert.EndsWith(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("list")]
    [InlineData("network")]
    [InlineData("image")]
    [InlineData("create")]
    [InlineData("attach")]
    [InlineData("start")]
    [InlineData("inspect")]
    public async Task An_engine_that_falls_silent_during_a_start_is_given_up_and_asked_again_by_the_next_call(string step)
    {
        var pool = _bench.Pool(_bench.Node(Short));
        Engine.Ignores = step;

        var call = CallAsync(pool);
        await PassAsync(() => call.IsCompleted);

        var answer = await call;
        Assert.Equal(FunctionFault.Unavailable, answer.Fault);
        Assert.EndsWith("it did not answer in time", answer.Reason, StringComparison.Ordinal);
        Engine.Ignores = null;
        await AnswerAsync(pool);
        await Eventually.IsTrue(() => Engine.Containers.Count == 1, "nothing is left of the first");
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("remove")]
    [InlineData("network remove")]
    public async Task An_engine_that_falls_silent_during_a_stop_holds_up_no_one_for_long(string step)
    {
        var node = _bench.Node(Short);
        var pool = _bench.Pool(node);
        await AnswerAsync(pool);
        Engine.Ignores = step;
        _bench.Time.Advance(TimeSpan.FromSeconds(62));
        await Eventually.IsTrue(() => pool.Running.Count == 0, "it is retired");

        var end = Task.Run(node.Dispose, TestContext.Current.CancellationToken);
        await PassAsync(() => end.IsCompleted);

        // What could not be removed is for the next run, which is told so.
        Assert.Equal(step == "remove", Engine.Containers.Count == 1);
        Assert.Equal(step != "stop", File.Exists(_bench.Mark));
    }

    [Fact]
    public async Task An_image_that_is_missing_holds_up_its_calls_until_it_is_loaded()
    {
        var pool = _bench.Pool(_bench.Node(), "later:1");

        var answer = await CallAsync(pool);

        Assert.Equal(FunctionFault.Unavailable, answer.Fault);
        Assert.Contains("image 'later:1' is not on this machine; load it with 'docker load'", answer.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 0), (Engine.Count("fetch"), Engine.Count("create")));
        Engine.Images["later:1"] = true;
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
    }

    [Fact]
    public async Task An_image_that_cannot_be_fetched_is_asked_for_again_after_a_pause()
    {
        var pool = _bench.Pool(_bench.Node(), "later:1", ImagePull.Missing);
        Assert.Contains("could not be fetched (the registry is far away)", (await CallAsync(pool)).Reason, StringComparison.Ordinal);
        Assert.Equal(FunctionFault.Unavailable, (await CallAsync(pool)).Fault);
        Assert.Equal(1, Engine.Count("fetch"));

        Engine.HasRegistry = true;
        _bench.Time.Advance(ContainerImages.Pause);

        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
        Assert.Equal(2, Engine.Count("fetch"));
    }

    [Fact]
    public async Task What_a_function_wrote_before_it_failed_a_call_is_waited_for_a_while()
    {
        var log = new CollectingLog<ContainerEngine>();
        var pool = _bench.Pool(_bench.Node(), logger: log);
        Engine.Function.IsBroken = true;
        var call = CallAsync(pool);
        await Eventually.IsTrue(() => Engine.Count("call") == 1, "the call is under way");
        var ticks = 0;
        await PassAsync(() => ++ticks == 20);

        Engine.Containers.Values.Single().Write("out of order\n");
        await Eventually.IsTrue(() => log.Lines.Any(l => l.Line.Contains("out of order", StringComparison.Ordinal)), "it has come");
        await PassAsync(() => call.IsCompleted);

        Assert.Equal((FunctionFault.Crashed, "out of order"), ((await call).Fault, (await call).Errors));
    }

    // An engine that is only slow, as the machine is busy, has fallen silent too by so short a limit.
    private static Task AnswerAsync(InstancePool pool) =>
        Eventually.IsTrue(async () => (await CallAsync(pool)).Fault == FunctionFault.None, "the engine is asked again");

    // Some limits are the clock's, some the library's own.
    private Task PassAsync(Func<bool> condition) => Eventually.IsTrue(
        () =>
        {
            _bench.Time.Advance(TimeSpan.FromMilliseconds(10));
            return condition();
        },
        "the wait has a limit",
        TimeSpan.FromSeconds(30));
}
