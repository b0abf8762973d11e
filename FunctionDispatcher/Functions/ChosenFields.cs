using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>The fields of an event that a function lets through: the chosen ones, or all. Null values are left out.</summary>
internal sealed class ChosenFields(IReadOnlyList<string>? names)
{
    /// <summary>Takes the slots of the chosen fields.</summary>
    public void Bind(EventLayout layout)
    {
        foreach (var name in names ?? []) layout.SlotOf(name);
    }

    /// <summary>The fields of an event.</summary>
    public KeyValuePair<string, FieldValue>[] Of(EdgeEvent input)
    {
        var fields = names?.Select(name => KeyValuePair.Create(name, input[name])) ?? input.Fields;
        return [.. fields.Where(field => field.Value.Exists)];
    }

    /// <summary>Writes fields that are held back.</summary>
    public static void Save(BinaryWriter writer, KeyValuePair<string, FieldValue>[]? fields)
    {
        writer.Write7BitEncodedInt(fields is null ? 0 : fields.Length + 1);
        foreach (var (name, value) in fields ?? [])
        {
            writer.Write(name);
            writer.WriteValue(value);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static KeyValuePair<string, FieldValue>[]? Load(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt() - 1;
        if (count < 0) return null;
        var fields = new KeyValuePair<string, FieldValue>[count];
        for (var i = 0; i < count; i++) fields[i] = new(reader.ReadString(), reader.ReadValue());
        return fields;
    }
}
