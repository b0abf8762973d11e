using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>What a field of a message is.</summary>
internal enum ProtobufKind
{
    Double = 1,
    Float = 2,
    Int64 = 3,
    UInt64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    String = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    UInt32 = 13,
    Enum = 14,
    SFixed32 = 15,
    SFixed64 = 16,
    SInt32 = 17,
    SInt64 = 18,
}

/// <summary>A message as a descriptor set declares it.</summary>
internal sealed class ProtobufMessageType(string name)
{
    private readonly Dictionary<int, ProtobufField> _fields = [];

    /// <summary>Its full name, without a leading dot.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it is made for a map: a key and a value.</summary>
    public bool IsMapEntry { get; set; }

    /// <summary>Its fields, in the order of their declaration.</summary>
    public List<ProtobufField> Fields { get; } = [];

    public void Add(ProtobufField field)
    {
        field.Index = Fields.Count;
        Fields.Add(field);
        _fields[field.Number] = field;
    }

    public ProtobufField? Find(int number) => _fields.GetValueOrDefault(number);
}

/// <summary>One field of a message.</summary>
internal sealed class ProtobufField
{
    public required string Name { get; init; }

    public required int Number { get; init; }

    public required ProtobufKind Kind { get; init; }

    /// <summary>The name of its message or enumeration.</summary>
    public string TypeName { get; init; } = string.Empty;

    public bool IsRepeated { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Whether one that is not there has the value zero: it is left out where it is that.</summary>
    public bool IsZeroWhenAbsent { get; init; }

    /// <summary>Its name as it stands in paths.</summary>
    public byte[] Utf8Name => field ??= Encoding.UTF8.GetBytes(Name);

    /// <summary>Its place in the declaration.</summary>
    public int Index { get; set; }

    /// <summary>Its message; null for other kinds.</summary>
    public ProtobufMessageType? Message { get; set; }

    /// <summary>The names of its numbers; null for other kinds.</summary>
    public IReadOnlyDictionary<int, string>? Enumeration { get; set; }
}
