using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Expressions.Functions;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>One declared field, ready to be read.</summary>
internal sealed class FieldDeclaration
{
    private const int ShownLimit = 64;

    private readonly FieldConfig _config;
    private readonly NumberScale _scale;
    private readonly Dictionary<FieldValue, FieldValue>? _map;
    private readonly char? _mark;

    public FieldDeclaration(string name, FieldConfig config)
    {
        (Name, _config) = (name, config);
        _scale = new(config.Scale, config.Offset);
        _mark = config.Decimal == DecimalMark.Comma ? ',' : null;
        _map = config.Map is { } map ? MapOf(map) : null;
    }

    /// <summary>Its name from now on.</summary>
    public string Name { get; }

    /// <summary>The name under which it comes.</summary>
    public string From => _config.From ?? Name;

    /// <summary>Reads it; says why it cannot be read, or null.</summary>
    /// <param name="given">What the event has under <see cref="From"/>.</param>
    /// <param name="result">The field; missing or null where it is optional and cannot be read.</param>
    public string? Read(in FieldValue given, out FieldValue result)
    {
        result = FieldValue.Missing;
        if (given.Kind == FieldKind.Missing) return _config.Optional ? null : $"field {Name}: there is no '{From}'";
        result = FieldValue.Null;
        if (given.Kind == FieldKind.Null)
            return _config.Optional || (_map is null && TakesAny) ? null : $"field {Name}: '{From}' is null, not {Wanted}";
        if (TryRead(given, out result)) return null;
        result = FieldValue.Null;
        return _config.Optional ? null : Refuse(given);
    }

    /// <summary>Reads a value that is there.</summary>
    public bool TryRead(in FieldValue given, out FieldValue result)
    {
        result = given;
        if (_map is not null && !_map.TryGetValue(given, out result)) return false;
        var isRead = _config.Type switch
        {
            FieldType.Number => TryNumber(ref result),
            FieldType.Integer => TryInteger(ref result),
            FieldType.Text => TryText(ref result),
            FieldType.Boolean => TryBoolean(ref result),
            FieldType.Time => TryTime(ref result),
            _ => TakesAny || result.IsNumber,
        };
        if (!isRead) return false;
        if (!_scale.IsIdentity) result = _scale.Of(result);
        return !result.IsNumber || double.IsFinite(result.AsNumber);
    }

    private bool TakesAny => _config.Type == FieldType.Any && _scale.IsIdentity;

    private string Wanted => _config.Type switch
    {
        FieldType.Integer => "a whole number of 64 bits",
        FieldType.Text => "a text",
        FieldType.Boolean => "true or false",
        FieldType.Time => "a time",
        FieldType.Any when TakesAny => "a value of its map",
        _ => "a number",
    };

    private string Refuse(in FieldValue given)
    {
        var text = given.ToString();
        var shown = VisibleText.Of(text.Length > ShownLimit ? $"{text[..ShownLimit]}…" : text);
        var source = From == Name ? string.Empty : $" in {From}";
        return _map is not null && !_map.ContainsKey(given)
            ? $"field {Name}: '{shown}'{source} is not in its map"
            : $"field {Name}: '{shown}'{source} is not {Wanted}";
    }

    private bool TryNumber(ref FieldValue value)
    {
        if (value.AsText is not { } text) return value.IsNumber;
        if (_mark is null && WholeNumber.TryRead(text.AsSpan().Trim(), out var whole))
        {
            value = whole;
            return true;
        }

        var number = ConversionFunctions.Read(text, _mark);
        value = number;
        return !double.IsNaN(number);
    }

    private bool TryInteger(ref FieldValue value)
    {
        if (value.AsText is { } text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var exact))
        {
            value = FieldValue.Of(exact);
            return true;
        }

        if (!TryNumber(ref value) || !value.TryGetWhole(out var whole)) return false;
        value = FieldValue.Of(whole);
        return true;
    }

    private static bool TryText(ref FieldValue value)
    {
        if (value.Kind != FieldKind.Text) value = FieldValue.Of(value.ToString());
        return true;
    }

    private static bool TryBoolean(ref FieldValue value)
    {
        if (value.Kind == FieldKind.Boolean) return true;
        var truth = value switch
        {
            { AsText: { } text } => ConversionFunctions.Truth(text),
            { AsNumber: 1 } => true,
            { AsNumber: 0 } => false,
            _ => (bool?)null,
        };
        value = truth is true;
        return truth is not null;
    }

    private static bool TryTime(ref FieldValue value)
    {
        if (!TimestampParser.TryParse(value, out var time)) return false;
        value = (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        return true;
    }

    // A key is a text in the file, and whatever else it may mean in a payload.
    private static Dictionary<FieldValue, FieldValue> MapOf(IReadOnlyDictionary<string, string> map)
    {
        var values = new Dictionary<FieldValue, FieldValue>();
        foreach (var (key, value) in map)
        {
            var meaning = FieldValue.Of(value);
            values[FieldValue.Of(key)] = meaning;
            if (WholeNumber.TryRead(key, out var whole)) values[whole] = meaning;
            else if (ConversionFunctions.Read(key, null) is var number && !double.IsNaN(number)) values[number] = meaning;
            if (bool.TryParse(key, out var truth)) values[truth] = meaning;
        }

        return values;
    }
}
