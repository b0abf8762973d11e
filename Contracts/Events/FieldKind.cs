namespace EventEdge.Contracts.Events;

/// <summary>What a <see cref="FieldValue"/> holds.</summary>
public enum FieldKind : byte
{
    /// <summary>The event has no such field.</summary>
    Missing,

    /// <summary>The field is present and null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An IEEE 754 double. Whole numbers beyond 2^53 are rounded, as in JavaScript.</summary>
    Number,

    /// <summary>A string.</summary>
    Text,
}
