using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>
/// A number times a scale, plus an offset. Where both are decimal fractions of one power, such as 0.1 and -40, it is divided instead: 217
/// tenths are 21.7, and not 21.700000000000003.
/// </summary>
internal readonly struct NumberScale
{
    private readonly double _scale;
    private readonly double _offset;
    private readonly double _divisor;
    private readonly double _addend;

    public NumberScale(double scale, double offset)
    {
        (_scale, _offset) = (scale, offset);
        var divisor = Math.Round(1 / scale);
        var addend = Math.Round(offset * divisor);
        if (1 / divisor == scale && addend / divisor == offset) (_divisor, _addend) = (divisor, addend);
    }

    /// <summary>Whether a number stays as it is.</summary>
    public bool IsIdentity => _scale == 1 && _offset == 0;

    /// <summary>The number, scaled; one that it leaves as it is stays exact.</summary>
    public FieldValue Of(in FieldValue number)
    {
        if (IsIdentity) return number;
        var value = number.AsNumber;
        return _divisor != 0 ? (value + _addend) / _divisor : (value * _scale) + _offset;
    }
}
