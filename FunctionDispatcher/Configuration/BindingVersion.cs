using System.Collections;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// A binding's version: a hash of everything in its declaration that can change a result. Blanks in <c>where</c>, the order of keys, how a
/// duration is written, QoS, priority and local topics do not count. Code that a function names counts by its content, wherever it was read
/// together with the file: an edited function is another version.
/// </summary>
public static class BindingVersion
{
    /// <summary>
    /// The version, 16 lower-case hexadecimal digits. The same on every machine and in every release that keeps the config records.
    /// </summary>
    public static string Of(BindingConfig binding) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(CanonicalText(binding))).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Whether two declarations say the same of everything, of what changes no result too.</summary>
    public static bool AreSame(BindingConfig one, BindingConfig other) =>
        CanonicalText(one, ofAll: true) == CanonicalText(other, ofAll: true);

    /// <summary>The same of everything in the declaration, of what changes no result too: another one for every edit that says something
    /// else.</summary>
    public static string OfAll(BindingConfig binding) => XxHash64.HashToUInt64(
        Encoding.UTF8.GetBytes(CanonicalText(binding, ofAll: true))).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>One line for each value, lengths first so that no value can look like two.</summary>
    internal static string CanonicalText(BindingConfig binding, bool ofAll = false)
    {
        var text = new StringBuilder();
        Append(text, string.Empty, binding, ofAll);
        Append(text, ".function.content", binding.Function.Content, ofAll);
        if (binding.Decode?.Content is { } file) AppendValue(text, ".decode.content", HashOf(file));
        if (ofAll && binding.Lookup is { } lookups) AppendTables(text, lookups);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string path, object? value, bool ofAll)
    {
        switch (value)
        {
            case null: return;
            case string or bool or double or int or long or Enum or TimeSpan: AppendValue(text, path, Canonical(path, value)); break;
            case IReadOnlyDictionary<string, object?> settings:
                foreach (var (key, setting) in settings.OrderBy(s => s.Key, StringComparer.Ordinal))
                    Append(text, $"{path}.{key.Length}:{key}", setting ?? "null", ofAll);
                break;
            case IDictionary computed when path == ".set":
                AppendList(text, path, computed.Keys.Cast<string>().Select(key => $"{key.Length}:{key} {Canonical(computed[key])}"), ofAll);
                break;
            case IDictionary named:
                foreach (var key in named.Keys.Cast<string>().Order(StringComparer.Ordinal))
                    Append(text, $"{path}.{key.Length}:{key}", named[key], ofAll);
                break;
            case IEnumerable list: AppendList(text, path, list, ofAll); break;
            case DecoderConfig decoder: AppendChosen(text, path, decoder.Name, decoder, ofAll); break;
            case FormatConfig format: AppendChosen(text, path, format.Name, format, ofAll); break;
            case DiscoveryConfig discovery: AppendChosen(text, path, discovery.Name, discovery, ofAll); break;
            default: AppendRecord(text, path, value, ofAll); break;
        }
    }

    // What stands in a table is data: another row makes no other version of the binding.
    private static void AppendTables(StringBuilder text, IReadOnlyDictionary<string, LookupConfig> lookups)
    {
        foreach (var (name, lookup) in lookups)
        {
            if (lookup.Content is { } table) AppendValue(text, $".lookup.{name.Length}:{name}.content", HashOf(table));
        }
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(XxHash128.Hash(content));

    private static void AppendList(StringBuilder text, string path, IEnumerable list, bool ofAll)
    {
        AppendValue(text, path, "[]");
        var index = 0;
        foreach (var item in list) Append(text, $"{path}[{index++}]", item ?? "null", ofAll);
    }

    // What is chosen counts also where no setting of it is given.
    private static void AppendChosen(StringBuilder text, string path, string name, object settings, bool ofAll)
    {
        AppendValue(text, path, name);
        AppendRecord(text, $"{path}.{name}", settings, ofAll);
    }

    private static void AppendRecord(StringBuilder text, string path, object record, bool ofAll)
    {
        foreach (var property in RecordShape.Of(record.GetType()).Properties.Where(p => ofAll || p.ChangesResults)
            .OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var (key, value) = ($"{path}.{property.Key}", property.Property.GetValue(record));
            if (value is null && property.DefaultWord is { } word) AppendValue(text, key, word);
            else Append(text, key, value, ofAll);
        }
    }

    private static void AppendValue(StringBuilder text, string path, string value) =>
        text.Append(path).Append('=').Append(value.Length).Append(':').Append(value).Append('\n');

    private static string Canonical(object? expression) =>
        ValueExpression.TryParse($"{expression}", [], out var parsed, out _) ? parsed.ToString() : $"{expression}";

    private static string Canonical(string path, object value) => value switch
    {
        string where when path == ".where" => WhereExpression.TryParse(where, out var parsed, out _) ? parsed.ToString() : where,
        string text => $"'{text}",
        TimeSpan duration => duration.Ticks.ToString(CultureInfo.InvariantCulture),
        Enum word => RecordShape.KeyOf(word.ToString()),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
