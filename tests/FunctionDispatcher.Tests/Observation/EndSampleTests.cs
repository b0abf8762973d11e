using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Observation;

/// <summary>An observer of ends hears of every kind of end, and of no kind too often.</summary>
public sealed class EndSampleTests
{
    private const string Bindings =
        """
        bindings:
          - name: hot
            trigger: { mqtt: "plant/+/press/{device}" }
            where: temperature > 90
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: hot, tags: [device] }
          - name: mean
            trigger: { mqtt: "plant/+/press/{device}" }
            window: { tumbling: 10s }
            function: { builtin: stats, with: { fields: [temperature], stats: [mean] } }
            emit: { measurement: mean }
        """;

    private readonly CollectingObserver _observer = new();

    [Fact]
    public void Few_of_one_kind_are_all_told_and_no_stage_before_the_last()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Observers.Attach(_observer, "hot", StageInterest.Ends);

        dispatcher.Dispatch(Some.Message("""{"temperature":20}""", 1, receivedSeconds: 1));
        dispatcher.Dispatch(Some.Message("""{"temperature":95}""", 2, receivedSeconds: 1));
        dispatcher.Dispatch(Some.Message("no json", 3, receivedSeconds: 1));

        Assert.Equal(
            ["hot Filter Dropped", "hot Emit Passed", "hot Invoke Passed", "hot Decode Rejected"],
            _observer.Lines.Select(line => string.Join(' ', line.Split(' ').Take(3))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_many_some_of_each_tenth_of_a_second_are_told_and_a_rare_kind_always(int workers)
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput(), workers: workers);
        dispatcher.Observers.Attach(_observer, "mean", StageInterest.Ends);
        var messages = Enumerable.Range(0, 4000).Select(i => Some.Message(
            i == 2000 ? "no json" : """{"temperature":20}""", i + 1, receivedSeconds: i / 1000.0)).ToArray();

        foreach (var batch in messages.Chunk(500)) dispatcher.DispatchAll(batch);

        Assert.InRange(_observer.Lines.Count(line => line.StartsWith("mean Window Passed", StringComparison.Ordinal)), 8, 160);
        Assert.Single(_observer.Lines, line => line.StartsWith("mean Decode Rejected", StringComparison.Ordinal));
    }

    [Fact]
    public void Messages_that_no_binding_wants_are_sampled_too()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Observers.Attach(_observer, binding: null, StageInterest.Ends);

        for (var i = 0; i < 1000; i++) dispatcher.Dispatch(new("elsewhere", default, Some.Noon.AddMilliseconds(i), i + 1));

        Assert.Equal(10 * EndSample.Limit, _observer.Lines.Count);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_silence_it()
    {
        var sample = new EndSample();
        var now = Some.Noon.UtcTicks;
        for (var i = 0; i < 10; i++) sample.Takes(Stage.Filter, StageOutcome.Dropped, now);

        Assert.False(sample.Takes(Stage.Filter, StageOutcome.Dropped, now));
        Assert.True(sample.Takes(Stage.Filter, StageOutcome.Dropped, now - TimeSpan.TicksPerHour));
        Assert.True(sample.Takes(Stage.Filter, StageOutcome.Rejected, now));
    }

    [Fact]
    public void Who_is_told_everything_hears_of_what_is_not_sampled()
    {
        var all = new CollectingObserver();
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Observers.Attach(_observer, "hot", StageInterest.Ends);
        dispatcher.Observers.Attach(all, "hot");

        for (var i = 1; i <= 100; i++) dispatcher.Dispatch(Some.Message("""{"temperature":20}""", i, receivedSeconds: i / 10_000.0));

        Assert.Equal(EndSample.Limit, _observer.Lines.Count);
        Assert.Equal(100, all.Lines.Count(line => line.StartsWith("hot Filter Dropped", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_passes_costs_no_memory_while_only_ends_are_watched()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        var told = 0;
        dispatcher.Observers.Attach(new Counting(() => told++), interest: StageInterest.Ends);
        var message = Some.Message("""{"temperature":20}""", 0, receivedSeconds: 1);
        for (var i = 0; i < 2000; i++) dispatcher.Dispatch(message);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++) dispatcher.Dispatch(message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.InRange(told, 1, 20);
    }

    private sealed class Counting(Action count) : IStageObserver
    {
        public void Observe(in StageObservation observation) => count();
    }
}
