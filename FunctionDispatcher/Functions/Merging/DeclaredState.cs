using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>What is known of a result whose function declared how its fields merge.</summary>
internal sealed class DeclaredState(DeclaredField[] fields) : IResultState
{
    /// <summary>Its kind where it is stored.</summary>
    public const byte StoredKind = 3;

    /// <inheritdoc />
    public byte Kind => StoredKind;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields =>
        Array.ConvertAll(fields, each => KeyValuePair.Create(each.Name, each.Value));

    /// <summary>The state of one window; null where a field has no rule, or one that its value does not obey.</summary>
    public static DeclaredState? Of(
        IReadOnlyList<KeyValuePair<string, FieldValue>> fields, IReadOnlyList<KeyValuePair<string, MergeRule>> rules)
    {
        var declared = new List<DeclaredField>(fields.Count);
        foreach (var (name, value) in fields)
        {
            foreach (var rule in rules)
            {
                if (rule.Key == name && DeclaredField.Of(name, rule.Value, value) is { } field) declared.Add(field);
            }
        }

        return fields.Count > 0 && declared.Count == fields.Count ? new DeclaredState([.. declared]) : null;
    }

    /// <inheritdoc />
    public bool TryMerge(IResultState other)
    {
        if (other is not DeclaredState later || !later.Describes(fields)) return false;
        for (var i = 0; i < fields.Length; i++) fields[i].Merge(later.FieldAt(i));
        return true;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(fields.Length);
        foreach (ref readonly var field in fields.AsSpan()) field.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static DeclaredState Load(BinaryReader reader)
    {
        var fields = new DeclaredField[reader.Read7BitEncodedInt()];
        for (var i = 0; i < fields.Length; i++) fields[i] = DeclaredField.Load(reader);
        return new DeclaredState(fields);
    }

    private bool Describes(DeclaredField[] others) =>
        fields.Length == others.Length
            && fields.Zip(others).All(pair => pair.First.Name == pair.Second.Name && pair.First.Rule == pair.Second.Rule);

    private ref readonly DeclaredField FieldAt(int index) => ref fields[index];
}
