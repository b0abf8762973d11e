using EventEdge.FunctionDispatcher.Aggregates;
using EventEdge.FunctionDispatcher.Announcements;
using EventEdge.FunctionDispatcher.Announcements.HomeAssistant;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Bytes;
using EventEdge.FunctionDispatcher.Decoders.Cbor;
using EventEdge.FunctionDispatcher.Decoders.CloudEvents;
using EventEdge.FunctionDispatcher.Decoders.Csv;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Decoders.KeyValue;
using EventEdge.FunctionDispatcher.Decoders.LineProtocol;
using EventEdge.FunctionDispatcher.Decoders.MessagePack;
using EventEdge.FunctionDispatcher.Decoders.Protobuf;
using EventEdge.FunctionDispatcher.Decoders.None;
using EventEdge.FunctionDispatcher.Decoders.Senml;
using EventEdge.FunctionDispatcher.Decoders.SparkplugB;
using EventEdge.FunctionDispatcher.Decoders.Text;
using EventEdge.FunctionDispatcher.Formats;
using EventEdge.FunctionDispatcher.Formats.CloudEvents;
using EventEdge.FunctionDispatcher.Formats.Json;
using EventEdge.FunctionDispatcher.Formats.LineProtocol;
using EventEdge.FunctionDispatcher.Formats.Senml;
using EventEdge.FunctionDispatcher.Formats.SparkplugB;
using EventEdge.FunctionDispatcher.Formats.Template;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Functions.Alarm;
using EventEdge.FunctionDispatcher.Functions.Count;
using EventEdge.FunctionDispatcher.Functions.Counter;
using EventEdge.FunctionDispatcher.Functions.Deadband;
using EventEdge.FunctionDispatcher.Functions.Difference;
using EventEdge.FunctionDispatcher.Functions.Elapsed;
using EventEdge.FunctionDispatcher.Functions.Ema;
using EventEdge.FunctionDispatcher.Functions.Fill;
using EventEdge.FunctionDispatcher.Functions.Geofence;
using EventEdge.FunctionDispatcher.Functions.Increase;
using EventEdge.FunctionDispatcher.Functions.Interpolate;
using EventEdge.FunctionDispatcher.Functions.Lag;
using EventEdge.FunctionDispatcher.Functions.Last;
using EventEdge.FunctionDispatcher.Functions.Lttb;
using EventEdge.FunctionDispatcher.Functions.MovingAverage;
using EventEdge.FunctionDispatcher.Functions.MovingMedian;
using EventEdge.FunctionDispatcher.Functions.Oee;
using EventEdge.FunctionDispatcher.Functions.OnChange;
using EventEdge.FunctionDispatcher.Functions.Pass;
using EventEdge.FunctionDispatcher.Functions.RateOfChange;
using EventEdge.FunctionDispatcher.Functions.Sample;
using EventEdge.FunctionDispatcher.Functions.Sequence;
using EventEdge.FunctionDispatcher.Functions.Silence;
using EventEdge.FunctionDispatcher.Functions.StateDuration;
using EventEdge.FunctionDispatcher.Functions.Stats;
using EventEdge.FunctionDispatcher.Functions.SwingingDoor;
using EventEdge.FunctionDispatcher.Functions.Threshold;
using EventEdge.FunctionDispatcher.Functions.Throttle;
using EventEdge.FunctionDispatcher.Functions.Vibration;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Lookups.Csv;
using EventEdge.FunctionDispatcher.Lookups.Sqlite;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using EventEdge.FunctionDispatcher.Triggers;
using EventEdge.FunctionDispatcher.Triggers.Cron;
using EventEdge.FunctionDispatcher.Triggers.Every;
using EventEdge.FunctionDispatcher.Triggers.Http;
using EventEdge.FunctionDispatcher.Triggers.Mqtt;
using EventEdge.FunctionDispatcher.Triggers.On;

namespace EventEdge.FunctionDispatcher;

/// <summary>
/// What bindings can choose from: triggers, decoders, formats, tables, runtimes and built-in functions. Immutable. What is added here is
/// read from YAML, checked, in the JSON schema and the reference page, and runs: no other place lists it.
/// </summary>
public sealed class EventEdgeComponents
{
    private readonly IComponent[] _all;

    private EventEdgeComponents(IComponent[] all)
    {
        _all = all;
        Variants = new ConfigVariants(all.OfType<IConfiguredComponent>().Select(c => (c.Name, c.ConfigType)));
        Triggers = Of<ITrigger>();
        Decoders = Of<IDecoder>();
        Formats = Of<IResultFormat>();
        Lookups = Of<ILookupSource>();
        Announcers = Of<IResultAnnouncer>();
        Runtimes = Of<IRuntime>();
        Functions = new FunctionCatalog(Of<IBuiltinFunction>());
    }

    /// <summary>No component at all, to begin with.</summary>
    public static EventEdgeComponents Empty { get; } = new([]);

    /// <summary>The components that come with EventEdge.</summary>
    public static EventEdgeComponents Default { get; } = Empty.Add(
        new MqttTrigger(),
        new HttpTrigger(),
        new EveryTrigger(),
        new CronTrigger(),
        new OnTrigger(),
        new JsonDecoder(),
        new TextDecoder(),
        new CsvDecoder(),
        new KeyValueDecoder(),
        new LineProtocolDecoder(),
        new NoneDecoder(),
        new BytesDecoder(),
        new CborDecoder(),
        new MessagePackDecoder(),
        new SenmlDecoder(),
        new CloudEventsDecoder(),
        new ProtobufDecoder(),
        new SparkplugBDecoder(),
        new JsonFormat(),
        new LineProtocolFormat(),
        new TemplateFormat(),
        new CloudEventsFormat(),
        new SenmlFormat(),
        new SparkplugBFormat(),
        new CsvLookup(),
        new SqliteLookup(),
        new HomeAssistantAnnouncer(),
        new BuiltinRuntime(),
        new CSharpRuntime(),
        new ProcessRuntime(),
        new WasmRuntime(),
        new ContainerRuntime(),
        new AggregateBuiltin(),
        new CountBuiltin(),
        new DeadbandBuiltin(),
        new IncreaseBuiltin(),
        new LastBuiltin(),
        new PassBuiltin(),
        new RateOfChangeBuiltin(),
        new SilenceBuiltin(),
        new StatsBuiltin(),
        new ThresholdBuiltin(),
        new AlarmBuiltin(),
        new CounterBuiltin(),
        new DifferenceBuiltin(),
        new ElapsedBuiltin(),
        new EmaBuiltin(),
        new FillBuiltin(),
        new GeofenceBuiltin(),
        new InterpolateBuiltin(),
        new LagBuiltin(),
        new LttbBuiltin(),
        new MovingAverageBuiltin(),
        new MovingMedianBuiltin(),
        new OeeBuiltin(),
        new OnChangeBuiltin(),
        new SampleBuiltin(),
        new SequenceBuiltin(),
        new StateDurationBuiltin(),
        new SwingingDoorBuiltin(),
        new ThrottleBuiltin(),
        new VibrationBuiltin());

    /// <summary>What starts a binding.</summary>
    public ComponentSet<ITrigger> Triggers { get; }

    /// <summary>Bytes to fields.</summary>
    public ComponentSet<IDecoder> Decoders { get; }

    /// <summary>Results to the bytes of local messages.</summary>
    public ComponentSet<IResultFormat> Formats { get; }

    /// <summary>Where the rows of tables come from.</summary>
    public ComponentSet<ILookupSource> Lookups { get; }

    /// <summary>Local results to announcements.</summary>
    public ComponentSet<IResultAnnouncer> Announcers { get; }

    /// <summary>The built-in functions.</summary>
    public FunctionCatalog Functions { get; }

    /// <summary>Every component, in the order of registration.</summary>
    public IReadOnlyCollection<IComponent> All => _all;

    /// <summary>Where functions run.</summary>
    internal ComponentSet<IRuntime> Runtimes { get; }

    /// <summary>Which records may stand for the abstract ones.</summary>
    internal ConfigVariants Variants { get; }

    /// <summary>These components and more.</summary>
    /// <exception cref="ArgumentException">Two of one kind have the same name, or a config record lacks the key that chooses
    /// it.</exception>
    public EventEdgeComponents Add(params IComponent[] components) => new([.. _all, .. components]);

    private ComponentSet<T> Of<T>()
        where T : class, IComponent => new(_all.OfType<T>());
}
