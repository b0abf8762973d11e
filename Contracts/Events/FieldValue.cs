using System.Globalization;

namespace EventEdge.Contracts.Events;

/// <summary>One value of an event or a measurement: missing, null, boolean, number or text. Never throws on read.</summary>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private readonly double _number;
    private readonly string? _text;

    private FieldValue(FieldKind kind, double number, string? text)
    {
        Kind = kind;
        _number = number;
        _text = text;
    }

    /// <summary>The event has no such field.</summary>
    public static FieldValue Missing => default;

    /// <summary>The field is present and null.</summary>
    public static FieldValue Null => new(FieldKind.Null, 0, null);

    /// <summary>What is held.</summary>
    public FieldKind Kind { get; }

    /// <summary>True when there is a value: neither missing nor null.</summary>
    public bool Exists => Kind > FieldKind.Null;

    /// <summary>True when <see cref="AsNumber"/> is meaningful.</summary>
    public bool IsNumber => Kind == FieldKind.Number;

    /// <summary>The number; NaN when this is not a number.</summary>
    public double AsNumber => Kind == FieldKind.Number ? _number : double.NaN;

    /// <summary>The number; another one when this is not a number, such as 0 for a count that has not begun.</summary>
    public double NumberOr(double otherwise) => Kind == FieldKind.Number ? _number : otherwise;

    /// <summary>The boolean; false when this is not a boolean.</summary>
    public bool AsBoolean => Kind == FieldKind.Boolean && _number != 0;

    /// <summary>The text; null when this is not text.</summary>
    public string? AsText => _text;

    /// <summary>A number.</summary>
    public static FieldValue Of(double value) => new(FieldKind.Number, value, null);

    /// <summary>A boolean.</summary>
    public static FieldValue Of(bool value) => new(FieldKind.Boolean, value ? 1 : 0, null);

    /// <summary>A text; null becomes <see cref="Null"/>.</summary>
    public static FieldValue Of(string? value) => value is null ? Null : new(FieldKind.Text, 0, value);

    /// <summary>A number, implicitly.</summary>
    public static implicit operator FieldValue(double value) => Of(value);

    /// <summary>A boolean, implicitly.</summary>
    public static implicit operator FieldValue(bool value) => Of(value);

    /// <summary>A text, implicitly.</summary>
    public static implicit operator FieldValue(string? value) => Of(value);

    /// <summary>Same kind and same value; NaN equals NaN.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(FieldValue other) =>
        Kind == other.Kind && _number.Equals(other._number) && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, _number, _text);

    /// <summary>The value as text: numbers in the shortest round-trip form, missing and null as the empty string.</summary>
    public override string ToString() => Kind switch
    {
        FieldKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        FieldKind.Boolean => _number != 0 ? "true" : "false",
        FieldKind.Text => _text!,
        _ => string.Empty,
    };
}
