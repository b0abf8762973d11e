using System.Buffers.Binary;

namespace EventEdge.Contracts.Events;

/// <summary>
/// The properties of a message one by one, in place. Ends before one that it does not know or that is cut off: what was checked on its way
/// in has none.
/// </summary>
internal ref struct MessagePropertyReader(ReadOnlySpan<byte> properties)
{
    private ReadOnlySpan<byte> _rest = properties;

    /// <summary>Which property it is; see <see cref="MessagePropertyId"/>.</summary>
    public byte Id { get; private set; }

    /// <summary>The name of a user property; empty for every other.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its value, without a length in front.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The whole of it, as it stands on the wire.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Reads the next one; false at the end.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty) return false;
        var all = _rest;
        Id = all[0];
        _rest = all[1..];
        Name = default;
        var isRead = Id switch
        {
            MessagePropertyId.PayloadFormat => Take(1),
            MessagePropertyId.Expiry => Take(4),
            MessagePropertyId.TopicAlias => Take(2),
            MessagePropertyId.ContentType or MessagePropertyId.ResponseTopic or MessagePropertyId.CorrelationData => TakeLong(),
            MessagePropertyId.User => TakePair(),
            _ => false,
        };
        if (!isRead) _rest = default;
        else Whole = all[..^_rest.Length];
        return isRead;
    }

    private bool TakePair()
    {
        if (!TakeLong()) return false;
        Name = Value;
        return TakeLong();
    }

    private bool TakeLong()
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out var length)) return false;
        _rest = _rest[2..];
        return Take(length);
    }

    private bool Take(int length)
    {
        if (length > _rest.Length) return false;
        Value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
