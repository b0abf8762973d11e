using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>One field of a function that declared how its fields merge.</summary>
internal struct DeclaredField(string name, MergeRule rule, FieldValue value)
{
    private FieldValue _value = value;
    private ExactSum _sum;

    /// <summary>Its name.</summary>
    public readonly string Name => name;

    /// <summary>Its rule.</summary>
    public readonly MergeRule Rule => rule;

    /// <summary>Its value.</summary>
    public readonly FieldValue Value => rule == MergeRule.Sum ? _sum.Value : _value;

    /// <summary>The field of one window; a rule for numbers takes no other value.</summary>
    public static DeclaredField? Of(string name, MergeRule rule, FieldValue value)
    {
        if (!value.IsNumber && rule is MergeRule.Sum or MergeRule.Min or MergeRule.Max) return null;
        var field = new DeclaredField(name, rule, value);
        if (rule == MergeRule.Sum) field._sum.Add(value.AsNumber);
        return field;
    }

    /// <summary>Takes in the same field of a later window.</summary>
    public void Merge(in DeclaredField later)
    {
        if (rule == MergeRule.Sum) _sum.Add(later._sum);
        else if (rule == MergeRule.Min) _value = Chosen(later._value, isLarger: false);
        else if (rule == MergeRule.Max) _value = Chosen(later._value, isLarger: true);
        else if (rule == MergeRule.Last) _value = later._value;
    }

    private readonly FieldValue Chosen(FieldValue later, bool isLarger)
    {
        if (_value.IsRounded || later.IsRounded) return WholeNumber.Compare(later, _value) > 0 == isLarger ? later : _value;
        return isLarger ? Math.Max(_value.AsNumber, later.AsNumber) : Math.Min(_value.AsNumber, later.AsNumber);
    }

    /// <summary>Writes the field.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(name);
        writer.Write((byte)rule);
        if (rule == MergeRule.Sum) _sum.Save(writer);
        else writer.WriteValue(_value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static DeclaredField Load(BinaryReader reader)
    {
        var (name, rule) = (reader.ReadString(), (MergeRule)reader.ReadByte());
        return rule == MergeRule.Sum
            ? new DeclaredField(name, rule, default) { _sum = ExactSum.Load(reader) }
            : new DeclaredField(name, rule, reader.ReadValue());
    }
}
