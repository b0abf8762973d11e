using EventEdge.Contracts.Rx.Windows.Buffers;
using System.Reactive;
using System.Reactive.Linq;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Kinds;

namespace EventEdge.Contracts.Rx;

/// <summary>The engine of a binding as an Rx operator: one engine for each subscription, made for the layout of its first event.</summary>
internal static class WindowObservable
{
    /// <summary>Windows as the results of a state of constant size.</summary>
    public static IObservable<FiredWindow> Create(
        IObservable<EdgeEvent> source, WindowShape shape, Func<EventLayout, IAccumulator> createState, WindowRules? rules) =>
        Create<FiredWindow>(source, shape, createState, static (window, state) => new(window, [.. state.Result(window)]), rules);

    /// <summary>Windows with the events themselves.</summary>
    public static IObservable<EventWindow> Create(
        IObservable<EdgeEvent> source, WindowShape shape, WindowRules? rules) => Create<EventWindow>(
        source, shape, static layout =>
            new EventListAccumulator(layout), static (window, state) => new(window, [.. ((EventListAccumulator)state).Events]), rules);

    private static IObservable<T> Create<T>(
        IObservable<EdgeEvent> source,
        WindowShape shape,
        Func<EventLayout, IAccumulator> createState,
        Func<WindowBounds, IAccumulator, T> read,
        WindowRules? rules)
    {
        rules ??= new();
        var keyed = shape with { GroupBy = rules.GroupBy };
        return Observable.Create<T>(observer =>
        {
            WindowOperator? engine = null;
            EventLayout? layout = null;
            return source.Subscribe(Observer.Create<EdgeEvent>(
                input =>
                {
                    layout ??= input.Layout;
                    if (input.Layout != layout) throw new InvalidOperationException("the events of a window operator need one layout");
                    engine ??= WindowOperators.Create(
                        keyed, rules.Time, layout, () => createState(layout), new Relay<T>(observer, read), rules.KeyLimit);
                    var outcome = engine.Process(input);
                    if (outcome >= WindowOutcome.Late) rules.Refused?.Invoke(input, outcome);
                },
                observer.OnError,
                () =>
                {
                    engine?.CloseAll(partial: false);
                    observer.OnCompleted();
                }));
        });
    }

    private sealed class Relay<T>(IObserver<T> observer, Func<WindowBounds, IAccumulator, T> read) : IWindowOutput
    {
        public void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since) => observer.OnNext(read(window, state));
    }
}
