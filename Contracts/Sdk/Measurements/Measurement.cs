using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Measurements;

/// <summary>What a function returns: fields, and where it wants to say more than its binding does, a name, tags and a time.</summary>
public sealed record Measurement
{
    /// <summary>The measurement (table) name; null takes <c>emit.measurement</c>. Not empty.</summary>
    public string? Name { get; init; }

    /// <summary>Tags beside those of <c>emit.tags</c>; a tag of the same name replaces the binding's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The values. A measurement without a field that exists is dropped.</summary>
    public required IReadOnlyList<KeyValuePair<string, FieldValue>> Fields { get; init; }

    /// <summary>The point's time; null takes the window's start, or the event's time where there is no window.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>
    /// How the fields of neighbouring tumbling windows become those of one, when an outbox that is nearly full has to lose resolution.
    /// Every field needs a rule; empty, and the result is kept as it is. See <see cref="Mergeable"/>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, MergeRule>> Merge { get; init; } = [];

    /// <summary>The same for built-in functions, which know more than their fields say.</summary>
    internal ReadOnlyMemory<byte> State { get; init; }

    /// <summary>A measurement of these fields.</summary>
    public static Measurement Of(params (string Name, FieldValue Value)[] fields) =>
        new() { Fields = Array.ConvertAll(fields, f => new KeyValuePair<string, FieldValue>(f.Name, f.Value)) };

    /// <summary>A measurement of these fields, which may be merged with those of neighbouring windows.</summary>
    public static Measurement Mergeable(params (string Name, FieldValue Value, MergeRule Rule)[] fields) => new()
    {
        Fields = Array.ConvertAll(fields, f => new KeyValuePair<string, FieldValue>(f.Name, f.Value)),
        Merge = Array.ConvertAll(fields, f => new KeyValuePair<string, MergeRule>(f.Name, f.Rule)),
    };
}
