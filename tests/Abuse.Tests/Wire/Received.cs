using System.Buffers.Binary;
using System.Text;

namespace EventEdge.Abuse.Tests.Wire;

/// <summary>A packet the broker sent, taken apart. Reads strictly: a property that does not belong there fails the test.</summary>
internal sealed class Received
{
    private readonly byte[] _body;
    private int _at;

    public Received(int version, byte header, byte[] body)
    {
        (Header, _body) = (header, body);
        Read(version == 5);
        Payload = Encoding.UTF8.GetString(body[_at..]);
    }

    public byte Header { get; }

    public int Type => Header >> 4;

    public bool IsMessage => Type == 3;

    public int Qos => (Header >> 1) & 3;

    public bool Retain => (Header & 1) != 0;

    public bool Dup => (Header & 8) != 0;

    public string Topic { get; private set; } = string.Empty;

    public int Id { get; private set; }

    /// <summary>The reason or return code; 0 where there is none.</summary>
    public int Reason { get; private set; }

    public bool SessionPresent { get; private set; }

    public List<(int Id, object Value)> Properties { get; } = [];

    /// <summary>A message's payload; the reason codes of SUBACK and UNSUBACK as characters.</summary>
    public string Payload { get; }

    public int[] Codes => [.. _body[_at..].Select(code => (int)code)];

    public object? this[int property] => Properties.Where(one => one.Id == property).Select(one => one.Value).FirstOrDefault();

    public override string ToString() => $"{Header:x2} {Convert.ToHexString(_body)}";

    private void Read(bool isVersion5)
    {
        switch (Type)
        {
            case 2:
                SessionPresent = _body[_at++] == 1;
                Reason = _body[_at++];
                if (isVersion5 && _at < _body.Length) ReadProperties();
                break;
            case 3:
                Topic = Text();
                if (Qos > 0) Id = UInt16();
                if (isVersion5) ReadProperties();
                break;
            case 9 or 11:
                Id = UInt16();
                if (isVersion5) ReadProperties();
                break;
            case 4 or 5 or 6 or 7 or 14:
                if (Type != 14) Id = UInt16();
                if (_at < _body.Length) Reason = _body[_at++];
                if (_at < _body.Length) ReadProperties();
                break;
        }
    }

    private void ReadProperties()
    {
        var end = Number() + _at;
        while (_at < end)
        {
            var id = Number();
            Properties.Add((id, Value(id)));
        }

        Assert.Equal(end, _at);
    }

    private object Value(int id) => id switch
    {
        0x01 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A => (int)_body[_at++],
        0x02 or 0x11 or 0x27 => (long)UInt32(),
        0x03 or 0x08 or 0x12 or 0x15 or 0x1A or 0x1C or 0x1F => Text(),
        0x09 or 0x16 => Convert.ToHexString(Binary()),
        0x0B => Number(),
        0x13 or 0x21 or 0x22 or 0x23 => UInt16(),
        0x26 => (Text(), Text()),
        _ => throw new InvalidDataException($"the broker sent property {id}: {this}"),
    };

    private int UInt16() => BinaryPrimitives.ReadUInt16BigEndian(_body.AsSpan((_at += 2) - 2));

    private uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(_body.AsSpan((_at += 4) - 4));

    private byte[] Binary()
    {
        var length = UInt16();
        return _body[_at..(_at += length)];
    }

    private string Text() => Encoding.UTF8.GetString(Binary());

    private int Number()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var digit = _body[_at++];
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80) return value;
        }
    }
}
