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

    /// <summary>An IEEE 754 double, or a whole number that no double holds, with every digit.</summary>
    Number,

    /// <summary>A string.</summary>
    Text,
}
