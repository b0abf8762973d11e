using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EventEdge.Contracts.Events;

/// <summary>Puts properties together as they stand on the wire.</summary>
internal sealed class MessagePropertyWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    /// <summary>What was added.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>What was added, as properties.</summary>
    public MessageProperties ToProperties() =>
        _bytes.WrittenCount == 0 ? MessageProperties.None : new(_bytes.WrittenSpan.ToArray());

    /// <summary>Says whether the payload is text.</summary>
    public void AddFormat(bool isText) => _bytes.Write([MessagePropertyId.PayloadFormat, isText ? (byte)1 : (byte)0]);

    /// <summary>Says for how many seconds the message is worth delivering.</summary>
    public void AddExpiry(uint seconds)
    {
        Span<byte> value = [MessagePropertyId.Expiry, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(value[1..], seconds);
        _bytes.Write(value);
    }

    /// <summary>Adds a text.</summary>
    /// <exception cref="ArgumentException">It has more than 65,535 bytes.</exception>
    public void Add(byte id, string text) => Add(id, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    /// <exception cref="ArgumentException">They are more than 65,535.</exception>
    public void Add(byte id, ReadOnlySpan<byte> value)
    {
        _bytes.Write([id]);
        Write(value);
    }

    /// <summary>Adds a user property.</summary>
    /// <exception cref="ArgumentException">Its name or its value has more than 65,535 bytes.</exception>
    public void AddUser(string name, string value) => AddUser(name, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="AddUser(string, string)"/>
    public void AddUser(string name, ReadOnlySpan<byte> value)
    {
        Add(MessagePropertyId.User, name);
        Write(value);
    }

    /// <summary>Adds one that is on the wire already.</summary>
    public void AddWhole(ReadOnlySpan<byte> property) => _bytes.Write(property);

    private void Write(ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue) throw new ArgumentException("a property of more than 65,535 bytes", nameof(value));
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), (ushort)value.Length);
        _bytes.Advance(2);
        _bytes.Write(value);
    }
}
