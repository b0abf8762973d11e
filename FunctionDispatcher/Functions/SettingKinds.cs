using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Settings of more kinds than numbers, durations and names. What is wrong is reported; the rest goes on as if it were not
/// set.</summary>
internal static class SettingKinds
{
    /// <summary>A condition as in <c>where</c>; null when it is not set.</summary>
    public static WhereExpression? Condition(this FunctionSettings settings, string key)
    {
        return settings.Has(key) && settings.Text(key) is { } text ? settings.ConditionOf(key, text) : null;
    }

    /// <summary>One of the conditions that a setting holds.</summary>
    public static WhereExpression? ConditionOf(this FunctionSettings settings, string key, string text)
    {
        if (WhereExpression.TryParse(text, out var condition, out var error)) return condition;
        var hint = error.Suggestion is { } near ? $"; did you mean {near}?" : string.Empty;
        settings.Report($"'{key}': column {error.Offset + 1}: {error.Message}{hint}");
        return null;
    }

    /// <summary>A whole number within bounds; the default when it is not set.</summary>
    public static int Whole(this FunctionSettings settings, string key, int low, int high, int otherwise)
    {
        if (settings.Number(key) is not { } number) return otherwise;
        if (number == Math.Floor(number) && number >= low && number <= high) return (int)number;
        settings.Report($"'{key}' must be a whole number from {low} to {high}, not {number.ToString(CultureInfo.InvariantCulture)}");
        return otherwise;
    }

    /// <summary>A number above zero; null when it is not set.</summary>
    public static double? Positive(this FunctionSettings settings, string key)
    {
        if (settings.Number(key) is not { } number) return null;
        if (number > 0) return number;
        settings.Report($"'{key}' must be above zero, not {number.ToString(CultureInfo.InvariantCulture)}");
        return null;
    }

    /// <summary>A number that is not negative; 0 when it is not set.</summary>
    public static double NotNegative(this FunctionSettings settings, string key)
    {
        if (settings.Number(key) is not { } number) return 0;
        if (number >= 0) return number;
        settings.Report($"'{key}' must not be negative, not {number.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }

    /// <summary>One of a few words; the first of them when it is not set.</summary>
    public static string Choice(this FunctionSettings settings, string key, params string[] words)
    {
        if (!settings.Has(key) || settings.Text(key) is not { } text) return words[0];
        if (words.Contains(text)) return text;
        settings.Report($"'{key}' must be {string.Join(" or ", words)}, not '{text}'");
        return words[0];
    }

    /// <summary>A list of finite numbers; null when it is not one.</summary>
    public static double[]? Numbers(this FunctionSettings settings, string key)
    {
        if (settings.KeyList(key) is not { } items) return null;
        var numbers = new double[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (items[i].Count != 1 || !double.TryParse(items[i][0], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i])) return null;
        }

        return numbers;
    }

    /// <summary>A number, true or false, or a text as it stands; missing when it is not set.</summary>
    public static FieldValue Constant(this FunctionSettings settings, string key)
    {
        if (!settings.Has(key) || settings.Text(key) is not { } text) return FieldValue.Missing;
        if (text is "true" or "false") return text == "true";
        if (WholeNumber.TryRead(text, out var whole)) return whole;
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        return isNumber ? number : text;
    }

    /// <summary>True or false; false when it is not set.</summary>
    public static bool Flag(this FunctionSettings settings, string key, bool otherwise = false) =>
        settings.Choice(key, otherwise ? ["true", "false"] : ["false", "true"]) == "true";

    /// <summary>The settings of a section that begin with its name and a dot, without it and what comes after the next dot.</summary>
    public static IReadOnlyList<string> Section(this FunctionSettings settings, string section) =>
        [.. settings.Keys.Where(key => key.StartsWith(section + ".", StringComparison.Ordinal))
            .Select(key => key[(section.Length + 1)..]).Select(key => key.Split('.')[0]).Distinct()];

    /// <summary>A duration that must be set.</summary>
    public static TimeSpan RequiredDuration(this FunctionSettings settings, string key)
    {
        if (settings.Duration(key) is { } duration) return duration;
        if (!settings.Has(key)) settings.Report($"'{key}' is required: a duration such as 5m");
        return TimeSpan.FromTicks(1);
    }

    /// <summary>Reports unless exactly one of several settings is set.</summary>
    public static void ExactlyOne(this FunctionSettings settings, params string[] keys)
    {
        if (keys.Count(settings.Has) != 1)
            settings.Report($"exactly one of {string.Join(" and ", keys.Select(key => $"'{key}'"))} is required");
    }
}
