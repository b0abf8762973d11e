using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>
/// Resolves the records of a pack one after the other: base values hold until another record says otherwise. Every method says what is
/// wrong, or null.
/// </summary>
internal sealed class SenmlPack
{
    /// <summary>The newest version that is read.</summary>
    public const int Version = 10;

    private readonly FieldValue[] _labels = new FieldValue[(int)SenmlLabel.UpdateTime + 1];
    private string _baseName = string.Empty;
    private FieldValue _baseUnit;
    private FieldValue _baseValue;
    private FieldValue _baseSum;
    private double _baseTime;

    /// <summary>The records so far.</summary>
    public List<SenmlRecord> Records { get; } = [];

    /// <summary>How many records have begun, those included that give no event.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Records.Clear();
        Count = 0;
        (_baseName, _baseUnit, _baseValue, _baseSum, _baseTime) = (string.Empty, default, default, default, 0);
    }

    public void Begin()
    {
        Count++;
        Array.Clear(_labels);
    }

    /// <summary>Takes a label of the record.</summary>
    public string? Set(SenmlLabel label, in FieldValue value)
    {
        if (label == SenmlLabel.MustUnderstand) return Problem("has a label that must be understood and is not known");
        var wanted = KindOf(label);
        if (value.Kind != wanted)
            return Problem($"'{SenmlLabels.NameOf(label)}' must be a {wanted.ToString().ToLowerInvariant()}");
        _labels[(int)label] = value;
        return null;
    }

    /// <summary>The record is whole.</summary>
    public string? End()
    {
        if (TakeBase() is { } error) return error;
        var kind = SenmlLabel.Other;
        foreach (var label in new[] { SenmlLabel.Value, SenmlLabel.TextValue, SenmlLabel.BooleanValue, SenmlLabel.DataValue })
        {
            if (!Has(label)) continue;
            if (kind != SenmlLabel.Other) return Problem($"has both '{SenmlLabels.NameOf(kind)}' and '{SenmlLabels.NameOf(label)}'");
            kind = label;
        }

        if (IsBaseAlone(kind)) return null;
        if (kind == SenmlLabel.Other && _baseValue.IsNumber) kind = SenmlLabel.Value;
        var sum = Add(_baseSum, _labels[(int)SenmlLabel.Sum]);
        if (kind == SenmlLabel.Other && !sum.IsNumber) return Problem("has neither a value nor a sum");
        var name = _baseName + _labels[(int)SenmlLabel.Name].AsText;
        if (CheckName(name) is { } wrong) return wrong;
        var value = kind == SenmlLabel.Value ? Add(_baseValue, _labels[(int)kind]) : _labels[(int)kind];
        var unit = Has(SenmlLabel.Unit) ? _labels[(int)SenmlLabel.Unit] : _baseUnit;
        var time = _baseTime + _labels[(int)SenmlLabel.Time].NumberOr(0);
        Records.Add(new(name, unit, kind, value, sum, time, _labels[(int)SenmlLabel.UpdateTime]));
        return null;
    }

    /// <summary>A sentence about the record.</summary>
    public string Problem(string what) => $"record {Count} {what}";

    private static FieldKind KindOf(SenmlLabel label) => label switch
    {
        SenmlLabel.BaseName or SenmlLabel.BaseUnit or SenmlLabel.Name or SenmlLabel.Unit or SenmlLabel.TextValue or SenmlLabel.DataValue
            => FieldKind.Text,
        SenmlLabel.BooleanValue => FieldKind.Boolean,
        _ => FieldKind.Number,
    };

    // One of the two alone is what it is, to the last digit.
    private static FieldValue Add(in FieldValue one, in FieldValue other)
    {
        if (!one.IsNumber) return other;
        return other.IsNumber ? FieldValue.Of(one.AsNumber + other.AsNumber) : one;
    }

    private bool Has(SenmlLabel label) => _labels[(int)label].Kind != FieldKind.Missing;

    private string? TakeBase()
    {
        if (Has(SenmlLabel.BaseVersion))
        {
            var version = _labels[(int)SenmlLabel.BaseVersion];
            if (!version.TryGetWhole(out var number) || number < 1) return Problem($"has the version {version}, which is none");
            if (number > Version) return Problem($"has the version {version}, newer than {Version}");
        }

        if (Has(SenmlLabel.BaseName)) _baseName = _labels[(int)SenmlLabel.BaseName].AsText!;
        if (Has(SenmlLabel.BaseUnit)) _baseUnit = _labels[(int)SenmlLabel.BaseUnit];
        if (Has(SenmlLabel.BaseValue)) _baseValue = _labels[(int)SenmlLabel.BaseValue];
        if (Has(SenmlLabel.BaseSum)) _baseSum = _labels[(int)SenmlLabel.BaseSum];
        if (Has(SenmlLabel.BaseTime)) _baseTime = _labels[(int)SenmlLabel.BaseTime].AsNumber;
        return null;
    }

    // A record may do nothing but set base values.
    private bool IsBaseAlone(SenmlLabel kind)
    {
        if (kind != SenmlLabel.Other) return false;
        for (var label = SenmlLabel.Name; label <= SenmlLabel.UpdateTime; label++)
        {
            if (Has(label)) return false;
        }

        return true;
    }

    private string? CheckName(string name)
    {
        if (name.Length == 0) return Problem("has no name");
        if (!char.IsAsciiLetterOrDigit(name[0])) return Problem("has a name that begins with neither a letter nor a digit");
        foreach (var one in name)
        {
            if (!char.IsAsciiLetterOrDigit(one) && one is not ('-' or ':' or '.' or '/' or '_'))
                return Problem($"has a name with the character U+{(int)one:X4}, which names may not have");
        }

        return null;
    }
}
