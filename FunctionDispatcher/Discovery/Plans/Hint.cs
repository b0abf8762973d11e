using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Plans;

/// <summary>Short ways to say what is known of fields.</summary>
internal static class Hint
{
    /// <summary>A number that goes up and down.</summary>
    public static FieldHint Gauge(string pattern, string? unit = null) => new(pattern, FieldRole.Gauge, unit);

    /// <summary>A number in other steps than its unit.</summary>
    public static FieldHint Scaled(string pattern, double scale, string unit) =>
        new(pattern, FieldRole.Gauge, unit) { Declared = new FlowMap { { "type", "number" }, { "scale", scale } } };

    /// <summary>A number that is counted up.</summary>
    public static FieldHint Counter(string pattern, string? unit = null) => new(pattern, FieldRole.Counter, unit);

    /// <summary>One of few values.</summary>
    public static FieldHint State(string pattern) => new(pattern, FieldRole.State);

    /// <summary>A state that somebody should be told of.</summary>
    public static FieldHint Alarm(string pattern) => new(pattern, FieldRole.Alarm);

    /// <summary>Something that happened.</summary>
    public static FieldHint Event(string pattern) => new(pattern, FieldRole.Event);

    /// <summary>A part of an event, as it is.</summary>
    public static FieldHint Value(string pattern, string? unit = null) => new(pattern, FieldRole.Value, unit);

    /// <summary>What tells one series from another.</summary>
    public static FieldHint Tag(string pattern, string? alias = null) => new(pattern, FieldRole.Tag) { Alias = alias };

    /// <summary>What is of no use.</summary>
    public static FieldHint Aside(string pattern) => new(pattern, FieldRole.Aside);

    /// <summary>What its values and its name have to say.</summary>
    public static FieldHint Any(string pattern, string? alias = null) => new(pattern, null) { Alias = alias };
}
