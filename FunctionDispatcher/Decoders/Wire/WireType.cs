namespace EventEdge.FunctionDispatcher.Decoders.Wire;

/// <summary>How long a field of Protocol Buffers is.</summary>
internal enum WireType
{
    /// <summary>A number of seven bits a byte.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes.</summary>
    Bytes = 2,

    /// <summary>Begins a group, which has an end of its own.</summary>
    Group = 3,

    /// <summary>Ends a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
