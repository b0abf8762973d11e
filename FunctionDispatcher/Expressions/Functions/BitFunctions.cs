using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Bits of whole numbers in 64 bits, as registers and status words have them; of any other number there is no value.</summary>
internal static class BitFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Define.Whole("bit_and(x, y)", "the bits that both have", (x, y) => x & y),
        Define.Whole("bit_or(x, y)", "the bits that one of them has", (x, y) => x | y),
        Define.Whole("bit_xor(x, y)", "the bits that exactly one of them has", (x, y) => x ^ y),
        new("bit_not", StaticType.Number, [StaticType.Number], "bit_not(x)", "the bits that it does not have", Not),
        Define.Whole(
            "shift_left(x, n)", "the bits moved n places up, n from 0 to 63",
            (x, n) => n is >= 0 and < 64 ? x << (int)n : FieldValue.Missing),
        Define.Whole(
            "shift_right(x, n)", "the bits moved n places down, the sign kept",
            (x, n) => n is >= 0 and < 64 ? x >> (int)n : FieldValue.Missing),
        new(
            "bit", StaticType.Boolean, [StaticType.Number, StaticType.Number], "bit(x, n)", "whether bit n is set, from 0, the lowest",
            Bit),
        Define.Whole("signed(x, bits)", "the lowest `bits` of x, 1 to 64, read as two's complement: `signed(65535, 16)` is -1", Signed),
        new(
            "bits", StaticType.Number, [StaticType.Number, StaticType.Number, StaticType.Number], "bits(x, from, count)",
            "`count` bits from bit `from` up, as a number", Bits),
    ];

    private static FieldValue Signed(long value, long bits) =>
        bits is >= 1 and <= 64 ? value << (int)(64 - bits) >> (int)(64 - bits) : FieldValue.Missing;

    private static Delegate Not(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var number = compiler.Value(arguments[0]);
        return (Func<EdgeEvent, FieldValue>)(e => number(e).TryGetWhole(out var whole) ? ~whole : FieldValue.Missing);
    }

    private static Delegate Bit(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (number, place) = (compiler.Value(arguments[0]), compiler.Number(arguments[1]));
        return (Func<EdgeEvent, FieldValue>)(e =>
            number(e).TryGetWhole(out var whole) && place(e) is >= 0 and < 64 and var n ? (whole >> (int)n & 1) != 0 : FieldValue.Missing);
    }

    private static Delegate Bits(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (number, from, count) = (compiler.Value(arguments[0]), compiler.Number(arguments[1]), compiler.Number(arguments[2]));
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            if (!number(e).TryGetWhole(out var whole) || from(e) is not (>= 0 and < 64 and var low)
                || count(e) is not (>= 1 and <= 63 and var width)) return FieldValue.Missing;
            return (long)((ulong)whole >> (int)low & ((1UL << (int)width) - 1));
        });
    }
}
