using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Formats;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Triggers;
using EventEdge.FunctionDispatcher.Triggers.On;
using EventEdge.FunctionDispatcher.Triggers.Timers;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>A declared binding becomes a running one.</summary>
public sealed class BindingFactory(DispatcherOptions options, IDispatchOutput output, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly FunctionWatchdog _watchdog = new(time, options.HangLimit);
    private readonly NodeScaling _scaling = new(options.Scaling, time);
    private RuntimeHosts? _runtimes;

    /// <summary>Who watches the stages.</summary>
    internal StageObservers Observers { get; } = options.Observers.LogTo(logger);

    /// <summary>Where the ends of calls outside the process arrive.</summary>
    internal CallInbox Ended { get; } = new();

    /// <summary>What bindings can choose from.</summary>
    internal EventEdgeComponents Components => options.Components;

    /// <summary>Threads that share the work.</summary>
    internal int Workers => options.Workers;

    /// <summary>Bindings whose function, in the dispatch loop, is beyond its limit at this moment.</summary>
    internal IReadOnlyList<string> Overdue => _watchdog.Overdue;

    /// <summary>Functions outside the process are called from now on.</summary>
    internal void StartCalls() => Runtimes.StartCalls();

    private RuntimeHosts Runtimes => _runtimes ??= new RuntimeHosts(options.Components.Runtimes, new RuntimeSite
    {
        Node = options.Node,
        Owner = options.Owner ?? options.Node,
        Mark = options.ContainerMark,
        BaseDirectory = options.BaseDirectory,
        Hidden = options.Hidden,
        Code = options.Code ?? new FunctionCode(options.BaseDirectory),
        Scaling = _scaling,
        Known = options.Components.All,
        Time = time,
        Logger = logger,
    });

    /// <summary>Builds a binding.</summary>
    /// <exception cref="BindingException">It cannot be built; the message says why in one sentence.</exception>
    internal RunningBinding Create(BindingConfig config, bool isResumed = false)
    {
        var identity = new BindingIdentity(config.Name, BindingVersion.Of(config));
        config = TriggerRoute.Complete(config);
        var counters = new BindingCounters();
        var layout = new EventLayout();
        var captures = TopicFilter.Parse(TriggerRoute.FilterOf(config)).Captures.Select(layout.SlotOf).ToArray();
        CompileWhere(config, layout); // takes its slots before the others do: ties of events are told apart in the order of slots
        var lookups = Lookups(config, layout);
        Fields(config, layout, lookups, isTrimmed: false); // takes the slots that the decoder fills
        foreach (var name in BindingKey.TagNames(config)) layout.SlotOf(name);
        var duplicates = config.EventId is { } eventId
            ? new DuplicateFilter(eventId, layout, options.HashKey, config.Window?.GroupBy, config.Limits.Keys) : null;
        foreach (var timestamp in config.EventTime.FieldNames) layout.SlotOf(timestamp);
        if (config.Emit.Mqtt is { } topic && TopicTemplate.TryParse(topic, out var template, out _))
        {
            foreach (var name in template.Names) layout.SlotOf(name);
        }

        var watch = options.Observers.Watch(identity);
        var emitter = new BindingEmitter(
            identity, config, options.Node, output, counters, watch,
            LocalResults.Of(config.Name, config.Emit, LocalFormat(config), Announcer(config)));
        var joined = config.Join is null ? null : new EventLayout();
        var (invocation, readsEverything) = Invocation(identity, config, layout, joined, lookups, emitter, isResumed);
        var bare = DecoderOf(config).Create(config.Decode, layout, readsEverything);
        var decoder = Wrapped(config, bare, layout);
        // A layout that grows with what it sees cannot be read by several at once, and workers take messages of one event each.
        var isShared = joined is null && decoder is SingleEventDecoder && !readsEverything && config.Trigger.Subscription is not null
            && options.Workers > 1;
        var readers = isShared ? options.Workers : 0;
        return new RunningBinding(new BindingParts(
            config, identity, counters, layout, Reader(decoder), [.. Enumerable.Range(0, readers).Select(_ => Reader(Decoder()))],
            duplicates, invocation, emitter, output, watch,
            options.Disabled(identity), (name, keys) => InvocationTelemetry.KeysFull(logger, name, keys), options.OnTake,
            bare as IStatefulEventDecoder, joined is null ? null : Joined(config, joined)));

        EventReader Reader(IEventDecoder decoder) => new(
            config, layout, captures, decoder, Fields(config, layout, lookups, isTrimmed: readsEverything), CompileWhere(config, layout),
            MessageFieldReader.Of(config, layout, isTrimmed: readsEverything));

        IEventDecoder Decoder() =>
            Wrapped(config, DecoderOf(config).Create(config.Decode, layout, readsEverything && config.Keep is null), layout);
    }

    private (IInvocation Invocation, bool ReadsEverything) Invocation(
        BindingIdentity identity, BindingConfig config, EventLayout layout, EventLayout? joined,
        IReadOnlyDictionary<string, ILookup> lookups, BindingEmitter emitter, bool isResumed)
    {
        try
        {
            if (Runtimes.Of(config.Function) is IInProcessHost host)
            {
                var inside = new InvocationFactory(options, host, _watchdog, logger)
                    .Create(config, layout, joined, lookups, emitter, out var readsEverything);
                return (inside, readsEverything);
            }

            if (joined is not null)
                throw new BindingException(
                    config.Name, "a joined event is not handed out of the process: let another binding run it 'on' this one");
            var pool = ((IOutOfProcessHost)Runtimes.Of(config.Function)).Start(config, identity, isResumed);
            return (new OutOfProcessInvocationFactory(options.Node, pool, Ended, time, logger).Create(identity, config, layout, emitter),
                true);
        }
        catch (Exception error) when (error is FunctionUnusableException or ArgumentException)
        {
            throw new BindingException(config.Name, error.Message, error);
        }
    }

    // Results come as the JSON that bindings which run on others get, dated by the result.
    private JoinedReader Joined(BindingConfig config, EventLayout layout)
    {
        var other = new BindingConfig
        {
            Name = config.Name, Trigger = new OnTriggerConfig { On = new() { Binding = config.Join!.With } }, Function = config.Function,
            EventTime = new() { Field = TickDocument.TimeField, FutureLimit = config.EventTime.FutureLimit },
        };
        var decoder = DecoderOf(other).Create(null, layout, keepsAll: true);
        return new(TriggerRoute.JoinedTopicOf(config.Name), layout, new EventReader(other, layout, [], decoder, null, null, null));
    }

    private IResultWriter? LocalFormat(BindingConfig config)
    {
        if (config.Emit.Mqtt is not { } topic) return null;
        var names = TopicTemplate.TryParse(topic, out var template, out _) ? template.Names : [];
        var name = config.Emit.Format?.Name ?? FormatConfig.Default;
        return options.Components.Formats.Find(name) is { } format
            ? format.Create(config.Emit.Format, new(options.Node, config.Name) { TopicNames = names })
            : throw new BindingException(config.Name, $"there is no format '{name}'");
    }

    private SeriesAnnouncer? Announcer(BindingConfig config)
    {
        if (config.Emit is not { Discovery: { } discovery, Mqtt: not null }) return null;
        return options.Components.Announcers.Find(discovery.Name) is { } announcer
            ? new(announcer.Create(discovery, new(options.Node, config)), output)
            : throw new BindingException(config.Name, $"nothing announces results by the name '{discovery.Name}'");
    }

    private static IEventDecoder Wrapped(BindingConfig config, IEventDecoder bare, EventLayout layout)
    {
        try
        {
            return SelectingDecoder.Wrap(UnpackingDecoder.Wrap(bare, config.Decode), config.Decode, layout);
        }
        catch (ArgumentException error)
        {
            throw new BindingException(config.Name, error.Message, error);
        }
    }

    private IDecoder DecoderOf(BindingConfig config) =>
        options.Components.Decoders.Find(config.DecoderName)
            ?? throw new BindingException(config.Name, $"there is no decoder '{config.DecoderName}'");

    /// <inheritdoc />
    public void Dispose()
    {
        _watchdog.Dispose();
        _runtimes?.Dispose();
        _scaling.Dispose();
    }

    private OrderedDictionary<string, ILookup> Lookups(BindingConfig config, EventLayout layout)
    {
        try
        {
            return LookupFactory.Create(
                config, layout, options.Components.Lookups, path => Path.GetFullPath(Path.Combine(options.BaseDirectory, path)));
        }
        catch (ArgumentException error)
        {
            throw new BindingException(config.Name, error.Message, error);
        }
    }

    private static EventFields? Fields(
        BindingConfig config, EventLayout layout, IReadOnlyDictionary<string, ILookup> lookups, bool isTrimmed)
    {
        try
        {
            return EventFields.Of(config, layout, lookups, isTrimmed);
        }
        catch (ArgumentException error)
        {
            throw new BindingException(config.Name, error.Message, error);
        }
    }

    private static Func<EdgeEvent, bool>? CompileWhere(BindingConfig config, EventLayout layout)
    {
        if (config.Where is null) return null;
        return WhereExpression.TryParse(config.Where, config.TextFields, out var where, out var error)
            ? where.Compile(layout)
            : throw new BindingException(config.Name, $"where: {error.Message}");
    }
}
