using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>The order that decides between two values of the same time.</summary>
internal static class FieldValueOrder
{
    /// <summary>Orders by kind, then by value: numbers by size (minus zero before zero), texts by code unit.</summary>
    public static int Compare(FieldValue left, FieldValue right)
    {
        if (left.Kind != right.Kind) return left.Kind.CompareTo(right.Kind);
        return left.Kind switch
        {
            FieldKind.Number => CompareNumbers(left, right),
            FieldKind.Boolean => left.AsBoolean.CompareTo(right.AsBoolean),
            FieldKind.Text => string.CompareOrdinal(left.AsText, right.AsText),
            _ => 0,
        };
    }

    // Minus zero comes before zero: equal to the eye of CompareTo, but not to a reader of the result.
    private static int CompareNumbers(in FieldValue left, in FieldValue right)
    {
        var order = WholeNumber.Compare(left, right);
        return order != 0 ? order : double.IsNegative(right.AsNumber).CompareTo(double.IsNegative(left.AsNumber));
    }
}
