using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Rx.Windows.Kinds;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Invocation.Keys;
using EventEdge.FunctionDispatcher.Joins;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>Finds a binding's function and the way it wants to be called.</summary>
internal sealed class InvocationFactory(DispatcherOptions options, IInProcessHost host, FunctionWatchdog watchdog, ILogger logger)
{
    /// <summary>Builds the invocation; tells whether the function looks at fields that configuration does not name.</summary>
    /// <exception cref="FunctionUnusableException">The function cannot be used.</exception>
    public IInvocation Create(
        BindingConfig config, EventLayout layout, EventLayout? joined, IReadOnlyDictionary<string, ILookup> lookups, BindingEmitter emitter,
        out bool readsEverything)
    {
        readsEverything = host.ReadsEveryField(config.Function);
        if (options.Workers > 1 && host.IsTrusted && !readsEverything && config is { Window: not null, Trigger.Subscription: not null })
            return Shared(config, layout, emitter);
        var clock = new StreamClock(config.EventTime.ToRules(), layout);
        var context = new FunctionContext
        {
            Binding = config.Name,
            Node = options.Node,
            With = FunctionWith.AsText(config.Function.With),
            EventTime = clock.Provider,
        };
        var memory = host.IsTrusted ? null : new FunctionMemory(BindingKey.TagNames(config), layout, config.Limits.Keys);
        if (memory is not null) context.CurrentState = memory.Current;
        var (function, unload) = host.Load(config, context);
        (function as IFieldReader)?.Bind(layout);
        var call = Call(config, memory);
        return function switch
        {
            IEventFunction single when joined is not null =>
                new JoinInvocation(config, layout, joined, input => single.Invoke(input, context), call, emitter, unload),
            _ when joined is not null => throw Refuse(config, function, call, unload),
            IAggregateFunction aggregate when config.Window is not null => Windowed(config, layout, emitter, call, aggregate, unload),
            IWindowFunction window when config.Window is not null => Windowed(config, layout, emitter, call, window, context, unload),
            IKeyedFunction keyed when config.Window is null =>
                new KeyedInvocation(
                    keyed, layout, BindingKey.TagNames(config), config.EventTime.ToRules(), config.Limits.Keys, call, emitter, unload,
                    ExpectedKeys.Of(keyed, config, lookups)),
            IEventFunction single when config.Window is null => new EventInvocation(single, context, clock, call, emitter, unload),
            IStreamFunction stream when config.Window is null =>
                new StreamInvocation(stream, context, clock, call, emitter, unload),
            _ => throw Refuse(config, function, call, unload),
        };
    }

    private FunctionCall Call(BindingConfig config, FunctionMemory? memory) => new(
        watchdog, config.Function.Timeout, () =>
            InvocationTelemetry.Overdue(logger, config.Name, config.Function.Timeout), memory, OnHung(config), config.Name);

    // Each share has a function of its own: what a function keeps for all windows need not be safe for several threads.
    private SharedWindows Shared(BindingConfig config, EventLayout layout, BindingEmitter emitter)
    {
        var shares = new WindowShare[options.Workers];
        for (var share = 0; share < shares.Length; share++)
        {
            var function = (IAggregateFunction)host.Load(config, context: null).Function;
            function.Bind(layout);
            shares[share] = new WindowShare(
                sink => WindowOperators.Create(
                    config.Window!.ToShape(config.TextFields), config.EventTime.ToRules(), layout, function.CreateAccumulator, sink),
                Call(config, memory: null));
        }

        return new SharedWindows(shares, [.. config.Window!.GroupBy.Select(layout.SlotOf)], emitter, config.Limits.Keys);
    }

    private Action? OnHung(BindingConfig config)
    {
        if (options.OnHung is not { } report) return null;
        var identity = new BindingIdentity(config.Name, BindingVersion.Of(config));
        return () => report(identity);
    }

    private WindowInvocation Windowed(
        BindingConfig config, EventLayout layout, BindingEmitter emitter, FunctionCall call, IAggregateFunction function,
        IDisposable? unload)
    {
        function.Bind(layout);
        return new WindowInvocation(
            sink => WindowOperators.Create(
                config.Window!.ToShape(config.TextFields), config.EventTime.ToRules(), layout, Accumulators(function, call, sink), sink,
                config.Limits.Keys),
            (window, state) => state.Result(window),
            call,
            emitter,
            unload);
    }

    // The functions of this program are trusted not to throw, and cost nothing on the way.
    private Func<IAccumulator> Accumulators(IAggregateFunction function, FunctionCall call, IWindowOutput windows) =>
        host.IsTrusted ? function.CreateAccumulator : () =>
            new GuardedAccumulator(function.CreateAccumulator, call, ((WindowInvocation)windows).OnStepFailed);

    private static WindowInvocation Windowed(
        BindingConfig config,
        EventLayout layout,
        BindingEmitter emitter,
        FunctionCall call,
        IWindowFunction function,
        FunctionContext context,
        IDisposable? unload) => new(
            sink => WindowOperators.Create(
                config.Window!.ToShape(config.TextFields), config.EventTime.ToRules(), layout, () =>
                    new EventListAccumulator(layout), sink, config.Limits.Keys),
            (window, state) => function.Invoke(new EventWindow(window, ((EventListAccumulator)state).Events), context),
            call,
            emitter,
            unload);

    private static BindingException Refuse(BindingConfig config, object function, FunctionCall call, IDisposable? unload)
    {
        call.Dispose();
        unload?.Dispose();
        if (config.Join is not null)
        {
            var name = function.GetType().Name;
            return new(config.Name, $"{name} cannot be called for a joined event: let another binding run it 'on' this one");
        }

        var shape = config.Window is null ? "for every event, a key or a stream" : "for a window";
        return new BindingException(
            config.Name, $"{function.GetType().Name} cannot be called {shape}: {(config.Window is null ? "add" : "remove")} the window");
    }
}
