using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// What the windows of a key before an instant leave to the window that begins there: for each part of a state that looks back, the last
/// value before it, and when it was. A value that is null is known to be unknown.
/// </summary>
internal sealed class WindowBorder
{
    private readonly (long Ticks, FieldValue Value)[] _parts;

    /// <summary>A border of so many parts, nothing known of any.</summary>
    public WindowBorder(int parts) => _parts = new (long, FieldValue)[parts];

    /// <summary>Whether every part has been looked up.</summary>
    public bool IsComplete => !Array.Exists(_parts, part => part.Value.Kind == FieldKind.Missing);

    /// <summary>The value of a part, and when it was; null where there is none, or it is not known.</summary>
    public (long Ticks, FieldValue Value)? this[int part] =>
        part < _parts.Length && _parts[part].Value.Exists ? _parts[part] : default((long, FieldValue)?);

    /// <summary>Whether a part has been looked up.</summary>
    public bool Has(int part) => _parts[part].Value.Kind != FieldKind.Missing;

    /// <summary>Sets a part; null where windows between are known to have had values that are not kept.</summary>
    public void Set(int part, (long Ticks, FieldValue Value)? value) => _parts[part] = value ?? (0, FieldValue.Null);

    /// <summary>Takes over what is not known yet.</summary>
    public void FillFrom(WindowBorder earlier)
    {
        for (var part = 0; part < Math.Min(_parts.Length, earlier._parts.Length); part++)
        {
            if (!Has(part)) _parts[part] = earlier._parts[part];
        }
    }

    /// <summary>Writes it.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_parts.Length);
        foreach (var (ticks, value) in _parts)
        {
            writer.Write(ticks);
            writer.WriteValue(value);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static WindowBorder Load(BinaryReader reader)
    {
        var border = new WindowBorder(reader.Read7BitEncodedInt());
        for (var part = 0; part < border._parts.Length; part++) border._parts[part] = (reader.ReadInt64(), reader.ReadValue());
        return border;
    }
}
