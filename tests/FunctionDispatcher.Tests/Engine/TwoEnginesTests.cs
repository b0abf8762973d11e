using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Observation;
using EventEdge.FunctionDispatcher.Tests.Workers;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>
/// A second dispatcher over the same messages, with other bindings and another output, neither disturbs the first nor is disturbed.
/// </summary>
public sealed class TwoEnginesTests
{
    private static readonly string Shadow = SharedBench.Bindings
        .Replace("where: temperature > 5", "where: temperature > 30", StringComparison.Ordinal)
        .Replace("tumbling: 4s", "tumbling: 6s", StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void Each_gives_what_it_would_have_given_alone(int workers, int shadowWorkers)
    {
        var (alone, aloneShadow) = (new Engine(SharedBench.Bindings, workers), new Engine(Shadow, shadowWorkers));
        foreach (var batch in Messages().Chunk(300)) alone.Take(batch);
        foreach (var batch in Messages().Chunk(300)) aloneShadow.Take(batch);

        var (live, shadow) = (new Engine(SharedBench.Bindings, workers), new Engine(Shadow, shadowWorkers));
        foreach (var batch in Messages().Chunk(300))
        {
            live.Take(batch);
            shadow.Take(batch);
        }

        Assert.Equal(alone.Everything(), live.Everything());
        Assert.Equal(aloneShadow.Everything(), shadow.Everything());
        Assert.NotEqual(live.Output.Lines, shadow.Output.Lines);
    }

    [Fact]
    public async Task They_may_run_at_the_same_time()
    {
        var (live, shadow) = (new Engine(SharedBench.Bindings, 2), new Engine(Shadow, 2));
        var (alone, aloneShadow) = (new Engine(SharedBench.Bindings, 2), new Engine(Shadow, 2));
        foreach (var engine in new[] { alone, aloneShadow }) engine.TakeAll();

        await Task.WhenAll(
            Task.Run(live.TakeAll, TestContext.Current.CancellationToken), Task.Run(shadow.TakeAll, TestContext.Current.CancellationToken));

        Assert.Equal(alone.Everything(), live.Everything());
        Assert.Equal(aloneShadow.Everything(), shadow.Everything());
    }

    private static IEnumerable<InboundMessage> Messages()
    {
        var random = new Random(3);
        for (var ordinal = 1; ordinal <= 1500; ordinal++)
        {
            var second = ordinal / 30.0;
            yield return Some.Reading(second - random.Next(3), random.Next(100), ordinal, $"d{random.Next(6)}", second);
        }
    }

    private sealed class Engine
    {
        private readonly Dispatcher _dispatcher;
        private readonly CollectingObserver _observer = new();

        public Engine(string yaml, int workers)
        {
            _dispatcher = Some.Dispatcher(yaml, Output, workers: workers);
            _dispatcher.Observers.Attach(_observer, "once");
        }

        public OrderedOutput Output { get; } = new();

        public void Take(InboundMessage[] batch) => _dispatcher.DispatchAll(batch);

        public void TakeAll()
        {
            foreach (var batch in Messages().Chunk(300)) Take(batch);
        }

        public List<string> Everything()
        {
            var states = _dispatcher.Save().Select(state => $"{state.Binding.Name} {state.Position} {Convert.ToHexString(state.State)}")
                .ToList();
            _dispatcher.Dispose();
            return [.. Output.Lines, .. _observer.Lines, .. states];
        }
    }
}
