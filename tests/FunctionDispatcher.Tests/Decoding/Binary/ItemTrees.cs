using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>Trees of maps, lists and values, as any library writes them, and the fields that they mean.</summary>
internal static class ItemTrees
{
    private static readonly string[] Names = ["a", "b", "temperature", "ä", "7"];

    private static readonly Gen<object?> Scalars = Gen.OneOf(
        Gen.Long.Select(v => (object?)v), Gen.ULong.Select(v => (object?)v), Gen.Int[-130, 300].Select(v => (object?)(long)v),
        Gen.Double.Select(v => (object?)v), Gen.Float.Select(v => (object?)v), Gen.String.Select(v => (object?)Plain(v)),
        Gen.Bool.Select(v => (object?)v), Gen.Byte.Array[0, 40].Select(v => (object?)v), Gen.Const((object?)null));

    /// <summary>Maps, nested up to four deep.</summary>
    public static Gen<Dictionary<string, object?>> Maps { get; } = Map(3);

    /// <summary>The fields of a tree as <c>path=value</c>, in the order of paths.</summary>
    public static SortedDictionary<string, string> FieldsOf(object? tree)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(tree, string.Empty, fields);
        return fields;
    }

    /// <summary>The fields of an event, likewise.</summary>
    public static SortedDictionary<string, string> FieldsOf(EdgeEvent input) =>
        new(input.Fields.ToDictionary(f => f.Key, f => $"{f.Value.Kind} {f.Value}"), StringComparer.Ordinal);

    private static Gen<Dictionary<string, object?>> Map(int depth) =>
        Gen.Select(Gen.Int[0, 4].Select(i => Names[i]), Inner(depth)).Array[0, 4]
            .Select(pairs => pairs.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2));

    private static Gen<object?> Inner(int depth) => depth == 0
        ? Scalars
        : Gen.Frequency(
            (4, Scalars), (1, Map(depth - 1).Select(m => (object?)m)),
            (1, Inner(depth - 1).List[0, 3].Select(l => (object?)l)));

    private static string Plain(string text) => new([.. text.Where(c => !char.IsSurrogate(c))]);

    private static void Flatten(object? value, string path, SortedDictionary<string, string> fields)
    {
        var below = path.Length == 0 ? string.Empty : $"{path}.";
        switch (value)
        {
            case Dictionary<string, object?> map:
                foreach (var (name, inner) in map) Flatten(inner, below + name, fields);
                break;
            case List<object?> list:
                for (var i = 0; i < list.Count; i++) Flatten(list[i], $"{below}{i}", fields);
                break;
            default: fields[path] = Show(value); break;
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "Null ",
        bool truth => $"Boolean {(truth ? "true" : "false")}",
        string text => $"Text {text}",
        byte[] bytes => $"Text {Convert.ToBase64String(bytes)}",
        double number => double.IsFinite(number) ? $"Number {FieldValue.Of(number)}" : "Null ",
        float number => Show((double)number),
        _ => $"Number {Convert.ToString(value, CultureInfo.InvariantCulture)}",
    };
}
