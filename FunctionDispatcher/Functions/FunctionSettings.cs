using System.Collections;
using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>
/// The settings of one function under <c>with:</c>, read strictly: each read marks its key as known, whatever is wrong is gathered in
/// <see cref="Problems"/>, and keys nobody read are problems too.
/// </summary>
/// <param name="function">The function's name.</param>
/// <param name="with">The settings; nested keys are joined with a dot.</param>
public sealed class FunctionSettings(string function, IReadOnlyDictionary<string, object?> with)
{
    private readonly List<string> _known = [];
    private readonly List<string> _problems = [];

    /// <summary>One sentence for each thing that is wrong, unknown keys included.</summary>
    public IReadOnlyList<string> Problems => [.. _problems, .. with.Keys.Where(key => !_known.Contains(key)).Select(Unknown)];

    /// <summary>Every key that is set, in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => [.. with.Keys];

    /// <summary>Adds a problem that concerns more than one setting.</summary>
    public void Report(string problem) => _problems.Add($"{function}: {problem}");

    /// <summary>A field path; reported and empty when it is missing.</summary>
    public string Field(string key)
    {
        if (Value(key) is string { Length: > 0 } text) return text;
        Report(Value(key) is null ? $"'{key}' is required" : $"'{key}' must be the name of a field");
        return string.Empty;
    }

    /// <summary>A finite number, or null when it is not set.</summary>
    public double? Number(string key)
    {
        if (Value(key) is not { } value) return null;
        if (value is not bool && TryNumber(value, out var number)) return number;
        Report($"'{key}' must be a number, not '{value}'");
        return null;
    }

    /// <summary>A finite number, whole ones with every digit, or null when it is not set.</summary>
    public FieldValue? Exact(string key)
    {
        if (Number(key) is not { } number) return null;
        var text = Convert.ToString(Value(key), CultureInfo.InvariantCulture)!;
        return WholeNumber.TryRead(text, out var whole) ? whole : number;
    }

    /// <summary>A number, or a percentage such as <c>5%</c> (told by the second part); null when it is not set.</summary>
    public (double Value, bool IsPercent)? NumberOrPercent(string key)
    {
        if (Value(key) is not { } value) return null;
        var isPercent = value is string text && text.EndsWith('%');
        if (TryNumber(isPercent ? ((string)value)[..^1] : value, out var number)) return (number, isPercent);
        Report($"'{key}' must be a number or a percentage such as 5%, not '{value}'");
        return null;
    }

    /// <summary>A duration above zero, or null when it is not set.</summary>
    public TimeSpan? Duration(string key)
    {
        if (Value(key) is not { } value) return null;
        if (value is TimeSpan span && span > TimeSpan.Zero) return span;
        if (value is string text && Quantity.TryParseDuration(text, out var parsed) && parsed > TimeSpan.Zero) return parsed;
        Report($"'{key}' must be a duration above zero such as 500ms, 30s, 5m, 1h, 1d, not '{value}'");
        return null;
    }

    /// <summary>A list of different texts, or null when it is not set; a single text is a list of one.</summary>
    public IReadOnlyList<string>? Names(string key)
    {
        if (Value(key) is not { } value) return null;
        var names = value is string one ? [one] : (value as IEnumerable)?.Cast<object?>().Select(item => item as string).ToList();
        if (names is not { Count: > 0 } || names.Any(string.IsNullOrEmpty))
        {
            Report($"'{key}' must be a list of at least one name");
            return null;
        }

        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            Report($"'{key}' names '{twice.Key}' more than once");
        }

        return names!;
    }

    /// <summary>A list of keys, each a text or a list of texts of one length, or null when it is not set.</summary>
    internal IReadOnlyList<IReadOnlyList<string>>? KeyList(string key)
    {
        if (Value(key) is not { } value) return null;
        var items = value is string one ? [one] : (value as IEnumerable)?.Cast<object?>().ToArray() ?? [];
        var keys = items.Select(KeyOf).ToList();
        if (keys.Count > 0 && keys.TrueForAll(k => k.Length > 0 && k.Length == keys[0].Length)) return keys;
        Report($"'{key}' must be a list of texts, or of lists of texts with a value for each tag");
        return null;
    }

    /// <summary>A text; reported and null where it is anything else. A number and a truth are taken as they are written.</summary>
    public string? Text(string key)
    {
        switch (Value(key))
        {
            case string { Length: > 0 } text: return text;
            case bool truth: return truth ? "true" : "false";
            case IConvertible number and not string: return Convert.ToString(number, CultureInfo.InvariantCulture);
        }

        Report($"'{key}' must be a text");
        return null;
    }

    /// <summary>Whether the key is set at all.</summary>
    public bool Has(string key) => Value(key) is not null;

    private static bool TryNumber(object value, out double number)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static string[] KeyOf(object? item) => item switch
    {
        string or bool or IConvertible => [TextOf(item)],
        IEnumerable list => [.. list.Cast<object?>().Select(TextOf)],
        _ => [],
    };

    private static string TextOf(object? value) =>
        value is bool truth ? (truth ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private object? Value(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return with.GetValueOrDefault(key);
    }

    private string Unknown(string key) =>
        _known.Count == 0
            ? $"{function}: unknown setting '{key}', it has none"
            : $"{function}: unknown setting '{key}'{Nearest.Hint(key, _known)}";
}
