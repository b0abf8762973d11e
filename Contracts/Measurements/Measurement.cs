using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Measurements;

/// <summary>What a function returns: fields, and where it wants to say more than its binding does, a name, tags and a time.</summary>
public sealed record Measurement
{
    /// <summary>The measurement (table) name; null takes <c>emit.measurement</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Tags beside those of <c>emit.tags</c>; a tag of the same name replaces the binding's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The values. A measurement without a field that exists is dropped.</summary>
    public required IReadOnlyList<KeyValuePair<string, FieldValue>> Fields { get; init; }

    /// <summary>The point's time; null takes the window's start, or the event's time where there is no window.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>
    /// What this result and its neighbours need to become the result of a longer window, in a form the built-in functions know; empty
    /// where results cannot be merged. The fields must be what the state says.
    /// </summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>A measurement of these fields.</summary>
    public static Measurement Of(params (string Name, FieldValue Value)[] fields) =>
        new() { Fields = Array.ConvertAll(fields, f => new KeyValuePair<string, FieldValue>(f.Name, f.Value)) };
}
