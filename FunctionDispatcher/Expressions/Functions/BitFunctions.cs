using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>
/// Bits of whole numbers in 64 bits, as registers and status words have them; of any other number there is no value. A result is unsigned
/// where a number is that only an unsigned one of 64 bits can be, 2^63 and more, and two's complement otherwise.
/// </summary>
internal static class BitFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Both("bit_and(x, y)", "the bits that both have", (x, y) => x & y),
        Both("bit_or(x, y)", "the bits that one of them has", (x, y) => x | y),
        Both("bit_xor(x, y)", "the bits that exactly one of them has", (x, y) => x ^ y),
        new("bit_not", StaticType.Number, [StaticType.Number], "bit_not(x)", "the bits that it does not have", Not),
        Moved("shift_left(x, n)", "the bits moved n places up, n from 0 to 63", (x, _, n) => x << n),
        Moved(
            "shift_right(x, n)", "the bits moved n places down, the sign kept",
            (x, isUnsigned, n) => isUnsigned ? x >> n : (ulong)((long)x >> n)),
        new(
            "bit", StaticType.Boolean, [StaticType.Number, StaticType.Number], "bit(x, n)", "whether bit n is set, from 0, the lowest",
            Bit),
        Signed("signed(x, bits)", "the lowest `bits` of x, 1 to 64, read as two's complement: `signed(65535, 16)` is -1"),
        new(
            "bits", StaticType.Number, [StaticType.Number, StaticType.Number, StaticType.Number], "bits(x, from, count)",
            "`count` bits from bit `from` up, as a number", Bits),
    ];

    private static ExpressionFunction Both(string usage, string meaning, Func<ulong, ulong, ulong> compute) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var (first, second) = (compiler.Value(arguments[0]), compiler.Value(arguments[1]));
            return (Func<EdgeEvent, FieldValue>)(e =>
                WholeArithmetic.TryGetBits(first(e), out var a, out var isLarge)
                    && WholeArithmetic.TryGetBits(second(e), out var b, out var isOther)
                    ? Of(compute(a, b), isLarge || isOther) : FieldValue.Missing);
        });

    private static ExpressionFunction Moved(string usage, string meaning, Func<ulong, bool, int, ulong> move) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var (number, places) = (compiler.Value(arguments[0]), compiler.Value(arguments[1]));
            return (Func<EdgeEvent, FieldValue>)(e =>
                WholeArithmetic.TryGetBits(number(e), out var bits, out var isUnsigned)
                && places(e).TryGetWhole(out var n) && n is >= 0 and < 64
                    ? Of(move(bits, isUnsigned, (int)n), isUnsigned) : FieldValue.Missing);
        });

    private static ExpressionFunction Signed(string usage, string meaning) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var (number, width) = (compiler.Value(arguments[0]), compiler.Value(arguments[1]));
            return (Func<EdgeEvent, FieldValue>)(e =>
                WholeArithmetic.TryGetBits(number(e), out var bits, out _) && width(e).TryGetWhole(out var n) && n is >= 1 and <= 64
                    ? (long)bits << (int)(64 - n) >> (int)(64 - n) : FieldValue.Missing);
        });

    private static Delegate Not(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var number = compiler.Value(arguments[0]);
        return (Func<EdgeEvent, FieldValue>)(e =>
            WholeArithmetic.TryGetBits(number(e), out var bits, out var isUnsigned) ? Of(~bits, isUnsigned) : FieldValue.Missing);
    }

    private static Delegate Bit(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (number, place) = (compiler.Value(arguments[0]), compiler.Number(arguments[1]));
        return (Func<EdgeEvent, FieldValue>)(e =>
            WholeArithmetic.TryGetBits(number(e), out var bits, out _) && place(e) is >= 0 and < 64 and var n
                ? (bits >> (int)n & 1) != 0 : FieldValue.Missing);
    }

    private static Delegate Bits(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (number, from, count) = (compiler.Value(arguments[0]), compiler.Number(arguments[1]), compiler.Number(arguments[2]));
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            if (!WholeArithmetic.TryGetBits(number(e), out var all, out _) || from(e) is not (>= 0 and < 64 and var low)
                || count(e) is not (>= 1 and <= 63 and var width)) return FieldValue.Missing;
            return (long)(all >> (int)low & ((1UL << (int)width) - 1));
        });
    }

    private static FieldValue Of(ulong bits, bool isUnsigned) => isUnsigned ? FieldValue.Of(bits) : FieldValue.Of((long)bits);
}
