using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>The three shapes of a C# function, bound in YAML and fed real messages; and what happens when they throw.</summary>
public sealed class CSharpBindingsTests
{
    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData("PerEvent", "", 6)]
    [InlineData("PerWindow", "window: { tumbling: 2s, group_by: [device] }", 2)]
    [InlineData("AsStream", "", 2)]
    [InlineData("Running", "window: { tumbling: 2s, group_by: [device] }", 3)]
    public void Each_shape_answers_and_survives_an_exception(string shape, string window, int results)
    {
        using var dispatcher = Bind(shape, window);

        for (var second = 0; second < 7; second++) dispatcher.Dispatch(Some.Reading(second, second == 3 ? -1 : second));

        Assert.Equal(results, _output.Points.Count);
        Assert.Equal(FailureStage.Invoke, Assert.Single(_output.DeadLetters).Stage);
        Assert.Contains("too cold", _output.DeadLetters[0].Reason, StringComparison.Ordinal);
        Assert.Equal(7, dispatcher.Bindings.Single().Counters.Received);
    }

    [Theory]
    [InlineData("hopping: { size: 2s, hop: 1s }")]
    [InlineData("sliding: 2s")]
    [InlineData("session: { gap: 2s }")]
    [InlineData("count: { size: 3 }")]
    public void A_running_state_that_throws_leaves_the_event_out_and_goes_on_in_every_window(string kind)
    {
        using var dispatcher = Bind("Running", $"window: {{ {kind}, group_by: [device] }}");

        for (var second = 0; second < 60; second++)
            dispatcher.Dispatch(Some.Reading(second * (second > 50 ? 3 : 1), second == 3 ? -1 : second));

        Assert.NotEmpty(_output.DeadLetters);
        Assert.All(_output.DeadLetters, deadLetter => Assert.Contains("too cold", deadLetter.Reason, StringComparison.Ordinal));
        Assert.NotEmpty(_output.Points);
        Assert.DoesNotContain(_output.Points, one => one.Point.Fields[0].Value.AsNumber < 0);
        var counters = dispatcher.Bindings.Single().Counters;
        Assert.Equal(60, counters.Received);
        Assert.Equal(counters.Received, counters.InWindows + counters.Rejected + counters.Late);
    }

    [Fact]
    public void A_running_state_that_cannot_even_be_made_gives_its_events_up()
    {
        using var dispatcher = Bind("NeverRunning", "window: { tumbling: 2s }");

        for (var second = 0; second < 5; second++) dispatcher.Dispatch(Some.Reading(second, second));

        Assert.Empty(_output.Points);
        Assert.Equal(5, dispatcher.Bindings.Single().Counters.Rejected);
        Assert.All(_output.DeadLetters, deadLetter => Assert.Contains("not today", deadLetter.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_of_a_key_that_cannot_be_made_gives_its_events_up()
    {
        using var dispatcher = Bind("NeverKeyed", string.Empty);

        for (var second = 0; second < 3; second++) dispatcher.Dispatch(Some.Reading(second, second));

        Assert.Equal(3, dispatcher.Bindings.Single().Counters.Rejected);
        Assert.All(_output.DeadLetters, deadLetter => Assert.Contains("not today", deadLetter.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_that_cannot_be_saved_is_told_with_its_binding()
    {
        using var dispatcher = Bind("NeverSaved", "window: { tumbling: 2s }");
        dispatcher.Dispatch(Some.Reading(1, 1));

        Assert.Contains(
            "binding own: its state cannot be saved: InvalidOperationException: not today",
            Assert.Throws<IOException>(dispatcher.Save).Message, StringComparison.Ordinal);
        dispatcher.Dispatch(Some.Reading(9, 1));
        Assert.Single(_output.Points);
    }

    [Fact]
    public void A_shape_that_does_not_fit_the_binding_is_refused_in_one_sentence()
    {
        var error = Assert.Throws<BindingException>(() => Bind(nameof(PerEvent), "window: { tumbling: 2s }"));

        Assert.Contains("remove the window", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private Dispatcher Bind(string shape, string window) => Some.Dispatcher(
        $$"""
        bindings:
          - name: own
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts }
            function: { csharp: { assembly: {{Path.GetFileName(GetType().Assembly.Location)}}, class: {{GetType().Namespace}}.{{shape}} } }
            emit: { measurement: own }
            {{window}}
        """,
        _output,
        Path.GetDirectoryName(GetType().Assembly.Location)!);

    private static void MustBeWarm(EdgeEvent input)
    {
        if (input["temperature"].AsNumber < 0) throw new InvalidOperationException("too cold");
    }

    public static Measurement Warm(EdgeEvent input)
    {
        MustBeWarm(input);
        return Measurement.Of(("t", input["temperature"]));
    }
}

/// <summary>Answers every event.</summary>
public sealed class PerEvent : IEventFunction
{
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [CSharpBindingsTests.Warm(input)];
}

/// <summary>Answers with the last event of a window.</summary>
public sealed class PerWindow : IWindowFunction
{
    public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context) =>
        window.Events.Select(CSharpBindingsTests.Warm).TakeLast(1).ToList();
}

/// <summary>Answers every other event of a connection.</summary>
public sealed class AsStream : IStreamFunction
{
    public IObservable<Measurement> Connect(IObservable<EdgeEvent> events, FunctionContext context) =>
        System.Reactive.Linq.Observable.Select(
            System.Reactive.Linq.Observable.Where(
                System.Reactive.Linq.Observable.Select(events, (input, index) => (Result: CSharpBindingsTests.Warm(input), Index: index)),
                item => item.Index % 2 == 1),
            item => item.Result);
}

public sealed class NeverRunning : IAggregateFunction
{
    public void Bind(EventLayout layout)
    {
    }

    public IAccumulator CreateAccumulator() => throw new InvalidOperationException("not today");
}

public sealed class NeverKeyed : IKeyedFunction
{
    public void Bind(EventLayout layout)
    {
    }

    public IKeyedState CreateState() => throw new InvalidOperationException("not today");
}

public sealed class NeverSaved : IAggregateFunction
{
    public void Bind(EventLayout layout)
    {
    }

    public IAccumulator CreateAccumulator() => new Stubborn();

    private sealed class Stubborn : IAccumulator
    {
        public void Add(EdgeEvent input)
        {
        }

        public void Merge(IAccumulator other)
        {
        }

        public IEnumerable<Measurement> Result(WindowBounds window) => [Measurement.Of(("t", 1.0))];

        public void Save(BinaryWriter writer) => throw new InvalidOperationException("not today");

        public void Load(BinaryReader reader)
        {
        }
    }
}

/// <summary>The warmest of a window, as a running state that cannot take cold in.</summary>
public sealed class Running : IAggregateFunction
{
    public void Bind(EventLayout layout)
    {
    }

    public IAccumulator CreateAccumulator() => new Warmest();

    private sealed class Warmest : IAccumulator
    {
        private double _value;

        public void Add(EdgeEvent input)
        {
            CSharpBindingsTests.Warm(input);
            _value = Math.Max(_value, input["temperature"].AsNumber);
        }

        public void Merge(IAccumulator other) => _value = Math.Max(_value, ((Warmest)other)._value);

        public IEnumerable<Measurement> Result(WindowBounds window) => [Measurement.Of(("t", _value))];

        public void Save(BinaryWriter writer) => writer.Write(_value);

        public void Load(BinaryReader reader) => _value = reader.ReadDouble();
    }
}
