using System.Collections;
using System.Globalization;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>The settings under <c>with:</c> as a C# function sees them.</summary>
public static class FunctionWith
{
    /// <summary>Every setting as text: numbers and booleans in their invariant form, lists joined with commas, null as the empty text.</summary>
    public static IReadOnlyDictionary<string, string> AsText(IReadOnlyDictionary<string, object?> with) =>
        with.ToDictionary(setting => setting.Key, setting => AsText(setting.Value));

    private static string AsText(object? value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        IEnumerable list => string.Join(',', list.Cast<object?>().Select(AsText)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
