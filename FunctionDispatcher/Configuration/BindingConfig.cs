using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// One binding: which messages, decoded and filtered how, in which windows, go to which function, and where its results go.
/// </summary>
public sealed record BindingConfig
{
    /// <summary>The decoder of a binding that names none; a part of every version that such bindings have ever had.</summary>
    internal const string DefaultDecoder = "json";

    /// <summary>Unique name, <c>[a-z][a-z0-9_]*</c>, at most 64 characters. Required.</summary>
    [Form("[a-z][a-z0-9_]*", 64)]
    public required string Name { get; init; }

    /// <summary>What starts the function. Required.</summary>
    public required TriggerConfig Trigger { get; init; }

    /// <summary>How bytes become an event. Default <c>json</c>.</summary>
    [DefaultWord(DefaultDecoder)]
    public DecoderConfig? Decode { get; init; }

    /// <summary>
    /// Fields that are declared: read by type, named, scaled, mapped. All others stay as they are decoded. Default: none is declared.
    /// </summary>
    public IReadOnlyDictionary<string, FieldConfig>? Fields { get; init; }

    /// <summary>
    /// Fields that are computed by expressions, in the order in which they are written; each may use those before it. One that cannot be
    /// computed is absent. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Set { get; init; }

    /// <summary>
    /// Tables beside the stream, by name: the row that belongs to an event adds its columns as the fields <c>name.column</c>, which
    /// <c>set</c>, <c>where</c> and everything behind may use. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, LookupConfig>? Lookup { get; init; }

    /// <summary>
    /// The only fields, beside captures, tags and those of <c>group_by</c> and of a window's conditions, that a function is given which
    /// takes every field: in C#, outside the process, <c>pass</c>, <c>last</c>. <c>where</c> and times may use all. Default: every field.
    /// </summary>
    public IReadOnlyList<string>? Keep { get; init; }

    /// <summary>Fields that such a function is not given. Default: none.</summary>
    public IReadOnlyList<string>? Drop { get; init; }

    /// <summary>Condition an event must meet, else it is counted as filtered. Default: every event.</summary>
    public string? Where { get; init; }

    /// <summary>By what a repeated event is recognised and dropped. Default: every event counts.</summary>
    public EventIdConfig? EventId { get; init; }

    /// <summary>Where event time comes from and how disorder is treated. Default: the time of receipt.</summary>
    public EventTimeConfig EventTime { get; init; } = new();

    /// <summary>Results of another binding that belong to each event. Default: none.</summary>
    public JoinConfig? Join { get; init; }

    /// <summary>The window the function works on. Default: none, the function sees every event.</summary>
    public WindowConfig? Window { get; init; }

    /// <summary>The function. Required.</summary>
    public required FunctionConfig Function { get; init; }

    /// <summary>Where results go. Default: nowhere but the metrics.</summary>
    public EmitConfig Emit { get; init; } = new();

    /// <summary>The fields that are always text: captures, and those declared so.</summary>
    internal IEnumerable<string> TextFields
    {
        get
        {
            var declared = Fields?.Where(f => f.Value.IsText).Select(f => f.Key) ?? [];
            return (Trigger?.Captures ?? []).Concat(declared).Except(Set?.Keys ?? []);
        }
    }

    /// <summary>The edge node that its results are data of; null where they are of none.</summary>
    internal SparkplugEdgeNode? EdgeNode => Emit?.Mqtt is { } topic ? Emit.Format?.EdgeNodeOf(topic) : null;

    /// <summary>The decoder's name.</summary>
    internal string DecoderName => Decode?.Name ?? DefaultDecoder;

    /// <summary>What the binding may take of the node's memory. Default: 100,000 keys, 10,000 events a message.</summary>
    [NotInVersion]
    public LimitsConfig Limits { get; init; } = new();

    /// <summary>Whether QoS 0 messages are journalled too. Default <c>auto</c>: QoS 1 and 2 are, QoS 0 is not.</summary>
    [NotInVersion]
    public Durability Durability { get; init; }
}

/// <summary>Whether messages go through the journal.</summary>
public enum Durability
{
    /// <summary>QoS 1 and 2 are journalled; QoS 0 is at most once by its nature.</summary>
    Auto,

    /// <summary>Every message of the binding is journalled.</summary>
    Journal,
}
