using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.FunctionDispatcher.Tests.Workers;

namespace EventEdge.FunctionDispatcher.Tests.Observation;

/// <summary>Observers see every result of every stage, at no cost to anybody else.</summary>
public sealed class StageObserverTests
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            where: temperature > -40
            event_id: { field: id, within: 60s }
            event_time: { field: ts, clock: device, out_of_order: 2s, allowed_lateness: 20s, idle_timeout: 60s }
            window: { tumbling: 10s, group_by: [site, device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count] } }
            emit: { measurement: press }
          - name: hot
            trigger: { mqtt: "plant/+/press/{device}" }
            where: temperature > 90
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: hot, tags: [device] }
        """;

    private readonly CollectingObserver _observer = new();
    private readonly CollectingOutput _output = new();

    [Fact]
    public void An_event_is_told_at_each_stage_up_to_the_one_where_it_ends()
    {
        using var dispatcher = Watched(Bindings, "press");

        dispatcher.Dispatch(Message(1, """{"ts":TS,"temperature":20,"id":1}""", 7));
        dispatcher.Dispatch(Message(2, """{"ts":TS,"temperature":20,"id":1}""", 8));
        dispatcher.Dispatch(Message(3, """{"ts":TS,"temperature":-50}""", 9));
        dispatcher.Dispatch(Message(4, "no json", 10));
        dispatcher.Dispatch(Message(5, """{"temperature":1}""", 11));
        dispatcher.Dispatch(Message(6, """{"ts":TS,"temperature":2}""", 10));

        const string topic = "plant/north/press/d1";
        Assert.Equal(
            [
                $"press Admit Passed {topic} @7", $"press Decode Passed {topic} @7", $"press Filter Passed {topic} @7",
                $"press Deduplicate Passed {topic} @7", $"press EventTime Passed {topic} @7", $"press Window Passed {topic} @7",
                $"press Admit Passed {topic} @8", $"press Decode Passed {topic} @8", $"press Filter Passed {topic} @8",
                $"press Deduplicate Dropped {topic} @8: an event with this event_id was seen before",
                $"press Admit Passed {topic} @9", $"press Decode Passed {topic} @9",
                $"press Filter Dropped {topic} @9: the condition of where does not hold",
                $"press Admit Passed {topic} @10", $"press Decode Rejected {topic} @10: {_output.DeadLetters[0].Reason}",
                $"press Admit Passed {topic} @11", $"press Decode Passed {topic} @11", $"press Filter Passed {topic} @11",
                $"press Deduplicate Passed {topic} @11", $"press EventTime Rejected {topic} @11: no time in ts",
                $"press Admit Dropped {topic} @10: the binding has taken this journal position before",
            ],
            _observer.Lines);
    }

    [Fact]
    public void A_window_that_fires_is_told_with_its_call_and_its_result()
    {
        using var dispatcher = Watched(Bindings, "press");
        dispatcher.Dispatch(Message(1, """{"ts":TS,"temperature":20,"id":1}""", 7));
        _observer.Lines.Clear();

        dispatcher.Dispatch(Message(13, """{"ts":TS,"temperature":20,"id":2}""", 8));

        Assert.Equal(
            ["press Invoke Passed window 12:00:00 @8", "press Emit Passed window 12:00:00 @8"],
            _observer.Lines.Where(line => line.Contains("window", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_message_that_no_binding_wants_is_told_to_those_who_watch_all()
    {
        using var dispatcher = Watched(Bindings, binding: null);
        dispatcher.Observers.Attach(new ThrowingObserver(), "press");

        dispatcher.Dispatch(new InboundMessage("somewhere/else", default, Some.Noon, 3));

        Assert.Equal([" Route Dropped somewhere/else @3: no binding has a trigger for this topic"], _observer.Lines);
    }

    [Fact]
    public void An_observer_of_one_binding_hears_nothing_of_the_others_and_survives_a_change_of_its_own()
    {
        using var dispatcher = Watched(Bindings, "hot");
        dispatcher.Dispatch(Message(1, """{"temperature":95}""", 1));
        dispatcher.Apply(Some.Config(Bindings.Replace("temperature > 90", "temperature > 80", StringComparison.Ordinal)));
        dispatcher.Dispatch(Message(2, """{"temperature":85}""", 2));

        Assert.All(_observer.Lines, line => Assert.StartsWith("hot ", line, StringComparison.Ordinal));
        Assert.Equal(2, _observer.Lines.Count(line => line.StartsWith("hot Emit Passed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Observers_come_and_go_while_the_dispatcher_runs()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);
        dispatcher.Dispatch(Message(1, """{"temperature":95}""", 1));
        using (dispatcher.Observers.Attach(_observer)) dispatcher.Dispatch(Message(2, """{"temperature":95}""", 2));
        dispatcher.Dispatch(Message(3, """{"temperature":95}""", 3));

        Assert.NotEmpty(_observer.Lines);
        Assert.All(_observer.Lines, line => Assert.Contains("@2", line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_observer_that_throws_is_called_once_and_hurts_nobody()
    {
        var throwing = new ThrowingObserver();
        using var dispatcher = Some.Dispatcher(Bindings, _output);
        var subscription = dispatcher.Observers.Attach(throwing);
        dispatcher.Observers.Attach(_observer, "hot");

        for (var sequence = 1; sequence <= 20; sequence++)
            dispatcher.Dispatch(Message(sequence, """{"ts":TS,"temperature":95}""", sequence));

        Assert.Equal(1, throwing.Calls);
        Assert.IsType<OperationCanceledException>(subscription.Failure);
        Assert.Equal(20, _output.Points.Count(p => p.Point.Measurement == "hot"));
        Assert.Equal(20, _observer.Lines.Count(line => line.StartsWith("hot Emit Passed", StringComparison.Ordinal)));
        Assert.Equal([20, 20], dispatcher.Bindings.Select(b => b.Counters.InWindows));
    }

    [Fact]
    public void Workers_tell_what_one_loop_would_have_told_in_the_same_order()
    {
        var told = new[] { 1, 3 }.Select(workers =>
        {
            var observer = new CollectingObserver();
            using var dispatcher = Some.Dispatcher(SharedBench.Bindings, new CollectingOutput(), workers: workers);
            dispatcher.Observers.Attach(observer);
            foreach (var batch in Noise().Chunk(400)) dispatcher.DispatchAll(batch);
            return observer.Lines;
        }).ToList();

        Assert.True(told[0].Count > 30_000, $"{told[0].Count} lines");
        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public void What_is_told_adds_up_to_the_counters()
    {
        var counts = new Dictionary<string, BindingCounters>();
        using var dispatcher = Some.Dispatcher(SharedBench.Bindings, new CollectingOutput());
        dispatcher.Observers.Attach(new CountingObserver(counts));
        foreach (var message in Noise()) dispatcher.Dispatch(message);

        Assert.All(dispatcher.Bindings, binding => Assert.Equal(Text(binding.Counters), Text(counts[binding.Identity.Name])));
    }

    private Dispatcher Watched(string yaml, string? binding)
    {
        var dispatcher = Some.Dispatcher(yaml, _output);
        dispatcher.Observers.Attach(_observer, binding);
        return dispatcher;
    }

    private static InboundMessage Message(double seconds, string payload, long sequence) => Some.Message(
        payload.Replace("TS", $"{Some.Noon.AddSeconds(seconds).ToUnixTimeMilliseconds()}", StringComparison.Ordinal),
        sequence,
        receivedSeconds: seconds);

    private static IEnumerable<InboundMessage> Noise()
    {
        var random = new Random(7);
        for (var ordinal = 1; ordinal <= 2000; ordinal++)
        {
            var at = ordinal / 40.0;
            var payload = random.Next(12) switch
            {
                0 => "broken",
                1 => """{"temperature":30}""",
                _ => $$"""{"ts":TS,"temperature":{{random.Next(-60, 100)}},"line":"l{{random.Next(3)}}","id":{{ordinal / 2 % 60}}}""",
            };
            var time = Some.Noon.AddSeconds(at + random.Next(-8, 2)).ToUnixTimeMilliseconds();
            yield return Some.Message(
                payload.Replace("TS", $"{time}", StringComparison.Ordinal), ordinal, $"d{random.Next(5)}", at);
        }
    }

    private static string Text(BindingCounters c) =>
        $"{c.Received} {c.InWindows} {c.Corrected} {c.Filtered} {c.Duplicates} {c.Late} {c.Rejected} {c.KeysRefused} {c.InFlight}";

    private sealed class ThrowingObserver : IStageObserver
    {
        public int Calls { get; private set; }

        public void Observe(in StageObservation observation)
        {
            Calls++;
            throw new OperationCanceledException("not even this one");
        }
    }

    /// <summary>Counts events as the dispatcher itself does, from what it is told and nothing else.</summary>
    private sealed class CountingObserver(Dictionary<string, BindingCounters> counts) : IStageObserver
    {
        public void Observe(in StageObservation observation)
        {
            if (observation.Event is null || observation.Binding is not { } binding || observation.Stage == Stage.Emit) return;
            if (!counts.TryGetValue(binding.Name, out var counters)) counts.Add(binding.Name, counters = new());
            if (observation is { Stage: Stage.Admit, Result.Cause: not (StageReason.AlreadyTaken or StageReason.Lagging) })
                counters.Received++;
            counters.Count(observation.Stage, observation.Result);
        }
    }
}
