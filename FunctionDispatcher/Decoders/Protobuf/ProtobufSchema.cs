using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>The messages of a descriptor set, as <c>protoc --descriptor_set_out --include_imports</c> writes it.</summary>
internal sealed class ProtobufSchema
{
    private readonly Dictionary<string, ProtobufMessageType> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<int, string>> _enumerations = new(StringComparer.Ordinal);

    private ProtobufSchema()
    {
    }

    /// <summary>The full names of its messages, in the order of the file.</summary>
    public IEnumerable<string> MessageNames => _messages.Values.Where(m => !m.IsMapEntry).Select(m => m.Name);

    /// <summary>Its messages, those of maps too.</summary>
    public IEnumerable<ProtobufMessageType> AllMessages => _messages.Values;

    public ProtobufMessageType? Find(string name) => _messages.GetValueOrDefault(name);

    /// <summary>Reads a descriptor set; says what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, out ProtobufSchema schema)
    {
        schema = new();
        var set = new WireReader(bytes);
        var files = 0;
        while (!set.IsAtEnd)
        {
            if (!set.TryReadTag(out var field, out var type)) return NoSet;
            if (field != 1 || type != WireType.Bytes) return NoSet;
            if (!set.TryReadBytes(out var file)) return NoSet;
            if (schema.ReadFile(file) is { } error) return error;
            files++;
        }

        return files == 0 ? NoSet : schema.Link();
    }

    private const string NoSet = "it is no descriptor set: 'protoc --include_imports --descriptor_set_out=FILE' writes one";

    private string? ReadFile(ReadOnlySpan<byte> file)
    {
        var (package, syntax) = (string.Empty, "proto2");
        var found = new DescriptorFields(file);
        while (found.Next())
        {
            if (found.Number == 2) package = found.Text;
            if (found.Number == 12) syntax = found.Text;
        }

        if (found.IsBroken) return NoSet;
        if (syntax is not ("proto2" or "proto3")) return $"syntax '{syntax}' is not read: proto2 and proto3 are";
        var content = new DescriptorFields(file);
        while (content.Next())
        {
            if (content.Number == 4 && !ReadMessage(content.Bytes, package, syntax == "proto3", 0)) return NoSet;
            if (content.Number == 5 && !ReadEnumeration(content.Bytes, package)) return NoSet;
        }

        return null;
    }

    private bool ReadMessage(ReadOnlySpan<byte> bytes, string scope, bool isProto3, int depth)
    {
        var name = string.Empty;
        var header = new DescriptorFields(bytes);
        while (header.Next())
        {
            if (header.Number == 1) name = header.Text;
        }

        if (header.IsBroken || depth > 32) return false;
        var message = new ProtobufMessageType(Join(scope, name));
        _messages[message.Name] = message;
        var content = new DescriptorFields(bytes);
        while (content.Next())
        {
            var isGood = content.Number switch
            {
                2 => ReadField(content.Bytes, message, isProto3),
                3 => ReadMessage(content.Bytes, message.Name, isProto3, depth + 1),
                4 => ReadEnumeration(content.Bytes, message.Name),
                7 => ReadOptions(content.Bytes, message),
                _ => true,
            };
            if (!isGood) return false;
        }

        return true;
    }

    private static bool ReadOptions(ReadOnlySpan<byte> bytes, ProtobufMessageType message)
    {
        var options = new DescriptorFields(bytes);
        while (options.Next())
        {
            if (options.Number == 7) message.IsMapEntry = options.Bits != 0;
        }

        return !options.IsBroken;
    }

    private static bool ReadField(ReadOnlySpan<byte> bytes, ProtobufMessageType message, bool isProto3)
    {
        var (name, typeName, number, label, kind, hasPresence) = (string.Empty, string.Empty, 0, 0, 0, !isProto3);
        var content = new DescriptorFields(bytes);
        while (content.Next())
        {
            switch (content.Number)
            {
                case 1: name = content.Text; break;
                case 3: number = (int)content.Bits; break;
                case 4: label = (int)content.Bits; break;
                case 5: kind = (int)content.Bits; break;
                case 6: typeName = content.Text.TrimStart('.'); break;
                case 9: hasPresence = true; break;
            }
        }

        if (content.IsBroken || kind is < 1 or > 18 || number < 1) return false;
        message.Add(new()
        {
            Name = name, Number = number, Kind = (ProtobufKind)kind, TypeName = typeName, IsRepeated = label == 3, IsRequired = label == 2,
            IsZeroWhenAbsent = !hasPresence && label != 3 && kind is not (10 or 11),
        });
        return true;
    }

    private bool ReadEnumeration(ReadOnlySpan<byte> bytes, string scope)
    {
        var (name, values) = (string.Empty, new Dictionary<int, string>());
        var content = new DescriptorFields(bytes);
        while (content.Next())
        {
            if (content.Number == 1) name = content.Text;
            if (content.Number != 2) continue;
            var (valueName, number) = (string.Empty, 0);
            var value = new DescriptorFields(content.Bytes);
            while (value.Next())
            {
                if (value.Number == 1) valueName = value.Text;
                if (value.Number == 2) number = (int)value.Bits;
            }

            // Of several names for a number the first one counts.
            if (value.IsBroken) return false;
            values.TryAdd(number, valueName);
        }

        _enumerations[Join(scope, name)] = values;
        return !content.IsBroken;
    }

    private string? Link()
    {
        foreach (var field in _messages.Values.SelectMany(m => m.Fields))
        {
            field.Message = field.Kind is ProtobufKind.Message or ProtobufKind.Group ? _messages.GetValueOrDefault(field.TypeName) : null;
            field.Enumeration = field.Kind == ProtobufKind.Enum ? _enumerations.GetValueOrDefault(field.TypeName) : null;
            var isWhole = field.Kind is not (ProtobufKind.Message or ProtobufKind.Group or ProtobufKind.Enum)
                || field.Message is not null || field.Enumeration is not null;
            if (!isWhole) return $"'{field.TypeName}' is not in the descriptor set: 'protoc --include_imports' puts it there";
        }

        return null;
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : $"{scope}.{name}";
}
