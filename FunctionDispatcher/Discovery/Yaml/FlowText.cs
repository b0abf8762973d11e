using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Discovery.Yaml;

/// <summary>Values of a bindings file as people write them: in one line, quoted where that is needed, and read back as the same.</summary>
internal static partial class FlowText
{
    /// <summary>A text, a number, true or false, a mapping, or a list of these.</summary>
    public static string Of(object value) => value switch
    {
        string text => Scalar(text),
        bool flag => flag ? "true" : "false",
        TimeSpan duration => Configuration.Shapes.Quantity.Format(duration),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        FlowMap map => map.Count == 0 ? "{}" : $"{{ {string.Join(", ", map.Select(e => $"{Scalar(e.Key)}: {Of(e.Value)}"))} }}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Of))}]",
        _ => throw new ArgumentException($"no text for {value.GetType().Name}", nameof(value)),
    };

    /// <summary>A text; in quotes unless it can only be read as itself.</summary>
    public static string Scalar(string text) =>
        Plain().IsMatch(text) && !Word().IsMatch(text) ? text : YamlQuotes.Double(text);

    // A letter first, so that no number, date or mark of YAML can be meant.
    [GeneratedRegex(@"\A[A-Za-z_°µ][A-Za-z0-9_.°µ²³/-]{0,80}\z")]
    private static partial Regex Plain();

    // What one reader of YAML or another takes for something else than a text.
    [GeneratedRegex(@"\A(true|false|yes|no|on|off|null|nan|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
