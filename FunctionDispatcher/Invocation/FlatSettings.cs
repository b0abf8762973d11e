using System.Collections;
using System.Globalization;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>The settings under <c>with:</c> as text by key: nested keys joined with a dot, elements of a list by their number.</summary>
internal static class FlatSettings
{
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, object?> settings)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in settings) Add(flat, key, value);
        return flat;
    }

    private static void Add(Dictionary<string, string> flat, string key, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> nested:
                foreach (var (name, inner) in nested) Add(flat, $"{key}.{name}", inner);
                break;
            case IEnumerable list and not string:
                var index = 0;
                foreach (var item in list) Add(flat, $"{key}.{index++}", item);
                break;
            default:
                flat[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
                break;
        }
    }
}
