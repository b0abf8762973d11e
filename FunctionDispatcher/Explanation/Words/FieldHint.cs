using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>Fields in words: what they are, and which was perhaps meant by one that is not there.</summary>
internal static class FieldHint
{
    // Most of a value, and of a list of names, that a sentence shows.
    private const int ValueLimit = 48;
    private const int NameLimit = 8;

    /// <summary>A value as a sentence shows it: texts in quotes.</summary>
    public static string Shown(in FieldValue value)
    {
        var text = value.ToString();
        var visible = VisibleText.Of(text.Length > ValueLimit ? $"{text[..ValueLimit]}…" : text);
        return value.Kind switch
        {
            FieldKind.Text => $"'{visible}'",
            FieldKind.Missing => "missing",
            FieldKind.Null => "null",
            _ => visible,
        };
    }

    /// <summary>A field with its value, or with what was perhaps meant by it: <c>temperature is 21.5</c>.</summary>
    /// <param name="input">The event.</param>
    /// <param name="path">The field.</param>
    /// <param name="wanted">The type it is used as; any where it does not matter.</param>
    public static string Describe(EdgeEvent input, string path, FieldKind wanted = FieldKind.Missing)
    {
        var value = input[path];
        if (value.Kind == FieldKind.Missing) return Missing(input, path);
        var isOther = wanted != FieldKind.Missing && value.Exists && value.Kind != wanted;
        if (!isOther) return $"{path} is {Shown(value)}";
        var form = wanted == FieldKind.Number ? FormOf(value) switch
        {
            NumberForm.Comma => ", but one with a decimal comma",
            NumberForm.Unit => ", but one with a unit behind it",
            _ => string.Empty,
        } : string.Empty;
        return $"{path} is the {Word(value.Kind)} {Shown(value)}, not a {Word(wanted)}{form}";
    }

    /// <summary>What to do about a field that should be a number and is not.</summary>
    public static string NumberAdvice(EdgeEvent input, string path) => input[path].Kind != FieldKind.Text
        ? $"let the sensor send {path} as a number, or name another field"
        : FormOf(input[path]) switch
        {
            NumberForm.Comma => $"declare how it is written (fields: {path}: {{ type: number, decimal: comma }})",
            NumberForm.Unit => $"let the sensor send {path} without its unit",
            _ => $"declare it as a number (fields: {path}: {{ type: number }}), or let the sensor send one",
        };

    /// <summary>That a field is missing, and what was perhaps meant or what is there.</summary>
    public static string Missing(EdgeEvent input, string path)
    {
        if (Meant(input, path) is { } meant) return $"there is no field {path}, but {meant}: did you mean that?";
        var names = input.Fields.Select(field => VisibleText.Of(field.Key)).ToList();
        if (names.Count == 0) return $"there is no field {path}: the event has no fields at all";
        var more = names.Count > NameLimit ? $" and {names.Count - NameLimit} more" : string.Empty;
        return $"there is no field {path}: the event has {string.Join(", ", names.Take(NameLimit))}{more}";
    }

    /// <summary>The field that was perhaps meant: in another case, deeper or less deep, or misspelt. Null where none is near.</summary>
    public static string? Meant(EdgeEvent input, string path)
    {
        List<string> names = [.. input.Fields.Select(field => field.Key)];
        return names.Find(name => name.Equals(path, StringComparison.OrdinalIgnoreCase))
            ?? names.Find(name => LastOf(name).Equals(LastOf(path), StringComparison.OrdinalIgnoreCase))
            ?? Spelling.Nearest(path, names);
    }

    /// <summary>A type in a word.</summary>
    public static string Word(FieldKind kind) => kind == FieldKind.Boolean ? "truth value" : kind.ToString().ToLowerInvariant();

    // What keeps a text from being read as a number, where that is plain.
    private static NumberForm FormOf(in FieldValue value)
    {
        if (value.Kind != FieldKind.Text) return NumberForm.Unknown;
        var text = value.ToString().Trim();
        if (text.Count(character => character == ',') == 1 && IsNumber(text.Replace(',', '.'))) return NumberForm.Comma;
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        return end > 0 && end < text.Length && IsNumber(text[..end]) ? NumberForm.Unit : NumberForm.Unknown;
    }

    private enum NumberForm
    {
        Unknown,
        Comma,
        Unit,
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static ReadOnlySpan<char> LastOf(string path) => path.AsSpan(path.LastIndexOf('.') + 1);
}
