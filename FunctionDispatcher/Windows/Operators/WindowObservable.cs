using System.Reactive;
using System.Reactive.Linq;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>The engine of a binding as an Rx operator: one engine for each subscription, made for the layout of its first event.</summary>
internal static class WindowObservable
{
    public static IObservable<FiredWindow> Create(
        IObservable<EdgeEvent> source, WindowConfig window, Func<EventLayout, IAccumulator> createState, WindowRules? rules)
    {
        rules ??= new();
        var keyed = window with { GroupBy = rules.GroupBy };
        return Observable.Create<FiredWindow>(observer =>
        {
            WindowOperator? engine = null;
            return source.Subscribe(Observer.Create<EdgeEvent>(
                input =>
                {
                    engine ??= WindowOperators.CreateEngine(
                        keyed, rules.Time, input.Layout, () => createState(input.Layout), new Relay(observer));
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

    private sealed class Relay(IObserver<FiredWindow> observer) : IWindowOutput
    {
        public void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since) => observer.OnNext(new(window, [.. state.Result(window)]));
    }
}
