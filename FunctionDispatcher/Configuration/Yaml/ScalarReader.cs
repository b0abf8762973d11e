using System.Globalization;
using System.Text.RegularExpressions;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>Single values: text, number, true/false, duration, size, and one of a few words.</summary>
internal sealed class ScalarReader(ProblemList problems)
{
    /// <summary>Reads a value of a property's type; null after telling the problem.</summary>
    public object? Read(PropertyShape property, Type type, YamlScalar scalar)
    {
        if (scalar.IsNull) return Fail(scalar, $"'{property.Key}' has no value");
        if (type == typeof(string)) return ReadText(property, scalar);
        if (type == typeof(bool)) return ReadBoolean(property, scalar);
        if (type == typeof(int)) return ReadInteger(property, scalar);
        if (type == typeof(double)) return ReadNumber(property, scalar);
        if (type == typeof(long)) return ReadSize(property, scalar);
        if (type == typeof(TimeSpan)) return ReadDuration(property, scalar);
        return type.IsEnum ? ReadEnum(property, type, scalar) : throw new InvalidOperationException($"no reader for {type}");
    }

    /// <summary>
    /// A value of any type, as YAML 1.2 understands it: null, true/false, a number (a double; a whole one that no double holds a long, or
    /// its digits where that is too small) or a text.
    /// </summary>
    public static object? ReadFree(YamlScalar scalar)
    {
        if (scalar.IsNull) return null;
        if (!scalar.IsPlain) return scalar.Value;
        if (scalar.Value is "true" or "false") return scalar.Value == "true";
        if (WholeNumber.TryRead(scalar.Value, out var exact) && exact.IsRounded)
            return exact.TryGetWhole(out var whole) ? whole : scalar.Value;
        return double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : scalar.Value;
    }

    /// <summary>A text as a list of words; null after telling the problem.</summary>
    public string[]? ReadWords(PropertyShape property, YamlScalar scalar)
    {
        if (CommandWords.TrySplit(scalar.Value, out var words)) return words;
        return (string[]?)Fail(scalar, $"'{property.Key}' has a quote that is not closed");
    }

    private string? ReadText(PropertyShape property, YamlScalar scalar)
    {
        if (ReadFree(scalar) is not string text)
        {
            return (string?)Fail(scalar, $"'{property.Key}' must be a text, not {Describe(scalar)}", $"'{scalar.Value}'");
        }

        if (property.Form is not { } form) return text;
        if (text.Length > form.LengthLimit)
            return (string?)Fail(scalar, $"'{property.Key}' has {text.Length} characters, more than {form.LengthLimit}");
        if (Regex.IsMatch(text, $@"\A(?:{form.Pattern})\z", RegexOptions.NonBacktracking)) return text;
        return (string?)Fail(
            scalar, $"'{property.Key}' must have the form {form.Pattern}, which '{text}' has not", Suggest(text, form.Pattern));
    }

    private object? ReadBoolean(PropertyShape property, YamlScalar scalar)
    {
        if (ReadFree(scalar) is bool value) return value;
        var meant = scalar.Value.ToLowerInvariant() switch
        {
            "yes" or "on" or "true" => "true",
            "no" or "off" or "false" => "false",
            _ => null,
        };
        return Fail(scalar, $"'{property.Key}' must be true or false, not {Describe(scalar)}", meant);
    }

    private object? ReadInteger(PropertyShape property, YamlScalar scalar)
    {
        if (!scalar.IsPlain || !int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return Fail(scalar, $"'{property.Key}' must be a whole number, not {Describe(scalar)}");
        }

        if (property.Range is not { } range) return value;
        var inside = value >= int.Parse(range.Min, CultureInfo.InvariantCulture)
            && value <= int.Parse(range.Max, CultureInfo.InvariantCulture);
        return inside ? value : FailRange(property, scalar, range);
    }

    private object? ReadNumber(PropertyShape property, YamlScalar scalar)
    {
        if (ReadFree(scalar) is not double value) return Fail(scalar, $"'{property.Key}' must be a number, not {Describe(scalar)}");
        var range = property.Range!;
        var inside = value >= double.Parse(range.Min, CultureInfo.InvariantCulture)
            && value <= double.Parse(range.Max, CultureInfo.InvariantCulture);
        return inside ? value : FailRange(property, scalar, range);
    }

    private object? ReadDuration(PropertyShape property, YamlScalar scalar)
    {
        if (!Quantity.TryParseDuration(scalar.Value, out var value))
        {
            var bare = long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            return Fail(
                scalar, $"'{property.Key}' must be a duration such as 500ms, 30s, 5m, 1h or 2d, not {Describe(scalar)}",
                bare ? $"{scalar.Value}s" : null);
        }

        if (property.Range is not { } range) return value;
        var inside = Quantity.TryParseDuration(range.Min, out var min) && Quantity.TryParseDuration(range.Max, out var max) && value >= min
            && value <= max;
        return inside ? value : FailRange(property, scalar, range);
    }

    private object? ReadSize(PropertyShape property, YamlScalar scalar)
    {
        if (!Quantity.TryParseSize(scalar.Value, out var value))
        {
            return Fail(scalar, $"'{property.Key}' must be a size such as 512KiB, 64MiB or 2GiB, not {Describe(scalar)}");
        }

        var range = property.Range!;
        var inside = Quantity.TryParseSize(range.Min, out var min) && Quantity.TryParseSize(range.Max, out var max) && value >= min
            && value <= max;
        return inside ? value : FailRange(property, scalar, range);
    }

    /// <summary>One of several words; null after telling the problem.</summary>
    public string? ReadWord(string key, string[] words, YamlScalar scalar)
    {
        if (words.Contains(scalar.Value)) return scalar.Value;
        if (scalar.IsNull) return (string?)Fail(scalar, $"'{key}' has no value");
        var message = $"'{key}' must be one of {string.Join(", ", words)}, not {Describe(scalar)}";
        return (string?)Fail(scalar, message, Spelling.Nearest(scalar.Value, words));
    }

    private object? ReadEnum(PropertyShape property, Type type, YamlScalar scalar)
    {
        var words = Enum.GetNames(type).Select(RecordShape.KeyOf).ToArray();
        return ReadWord(property.Key, words, scalar) is { } word ? Enum.Parse(type, Enum.GetNames(type)[Array.IndexOf(words, word)]) : null;
    }

    private object? FailRange(PropertyShape property, YamlScalar scalar, RangeAttribute range) =>
        Fail(scalar, $"'{property.Key}' must be from {range.Min} to {range.Max}, not {scalar.Value}");

    private object? Fail(YamlScalar scalar, string message, string? suggestion = null)
    {
        problems.Add(scalar.Start, message, suggestion);
        return null;
    }

    private static string Describe(YamlScalar scalar) => ReadFree(scalar) switch
    {
        bool => scalar.Value,
        double => $"the number {scalar.Value}",
        _ => scalar.Value.Length <= 40 ? $"'{scalar.Value}'" : "this text",
    };

    private static string? Suggest(string text, string pattern)
    {
        var plain = Regex.Replace(RecordShape.KeyOf(text), "[^a-z0-9]+", "_").Trim('_');
        return Regex.IsMatch(plain, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking) ? plain : null;
    }
}
