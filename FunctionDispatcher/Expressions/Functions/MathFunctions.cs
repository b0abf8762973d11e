using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Numbers to numbers. What has no result, such as the root of -1, is no number.</summary>
internal static class MathFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Define.Number("abs(x)", "the number without its sign", Math.Abs),
        Define.Number("sign(x)", "-1, 0 or 1", x => double.IsNaN(x) ? x : Math.Sign(x)),
        Rounding(
            "round(x, digits)", "the nearest whole number, or with 0 to 15 `digits` behind the point; halves away from zero", Math.Round),
        Define.Number("floor(x)", "the next whole number below", Math.Floor),
        Define.Number("ceil(x)", "the next whole number above", Math.Ceiling),
        Define.Number("trunc(x)", "the number without what is behind the point", Math.Truncate),
        Many("min(x, y, …)", "the smallest; no number when one of them is none", values => values.Min()),
        Many("max(x, y, …)", "the largest; no number when one of them is none", values => values.Max()),
        Define.Numbers("clamp(x, low, high)", "x, but at least `low` and at most `high`", 3, v => Math.Max(v[1], Math.Min(v[0], v[2]))),
        Define.Numbers(
            "scale(x, in_low, in_high, out_low, out_high)", "x from one range to another in a straight line: `scale(ma, 4, 20, 0, 10)`", 5,
            v => v[1] == v[2] ? double.NaN : v[3] + ((v[0] - v[1]) * (v[4] - v[3]) / (v[2] - v[1]))),
        Define.Number(
            "mod(x, y)", "the remainder with the sign of y: `mod(-90, 360)` is 270; `%` has the sign of x",
            (x, y) => x - (y * Math.Floor(x / y))),
        Define.Number("pow(x, y)", "x to the power of y", Math.Pow),
        Define.Number("sqrt(x)", "the square root", Math.Sqrt),
        Define.Number("cbrt(x)", "the cube root", Math.Cbrt),
        Define.Number("exp(x)", "e to the power of x", Math.Exp),
        Define.Number("ln(x)", "the natural logarithm", x => Math.Log(x)),
        Define.Number("log10(x)", "the logarithm to base 10", x => Math.Log10(x)),
        Define.Number("log(x, base)", "the logarithm to a base", (x, b) => Math.Log(x, b)),
        Define.Number("hypot(x, y)", "the root of the sum of both squares", double.Hypot),
        Define.Number("degrees(x)", "radians as degrees", double.RadiansToDegrees),
        Define.Number("radians(x)", "degrees as radians", double.DegreesToRadians),
        Define.Number("sin(x)", "sine of an angle in radians, as in all of these", Math.Sin),
        Define.Number("cos(x)", "cosine", Math.Cos),
        Define.Number("tan(x)", "tangent", Math.Tan),
        Define.Number("cot(x)", "cotangent", x => 1 / Math.Tan(x)),
        Define.Number("asin(x)", "arc sine", Math.Asin),
        Define.Number("acos(x)", "arc cosine", Math.Acos),
        Define.Number("atan(x)", "arc tangent", Math.Atan),
        Define.Number("atan2(y, x)", "the angle of the point (x, y)", Math.Atan2),
        Define.Number("sinh(x)", "hyperbolic sine", Math.Sinh),
        Define.Number("cosh(x)", "hyperbolic cosine", Math.Cosh),
        Define.Number("tanh(x)", "hyperbolic tangent", Math.Tanh),
        Constant("pi()", "the number π", Math.PI),
    ];

    private static ExpressionFunction Many(string usage, string meaning, Func<double[], double> compute)
    {
        var two = Define.Numbers(usage, meaning, 2, compute);
        return new(two.Name, two.Result, [StaticType.Number, StaticType.Number], usage, meaning, two.Compile) { Repeats = true };
    }

    private static ExpressionFunction Rounding(string usage, string meaning, Func<double, int, MidpointRounding, double> round) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var (number, digits) = (compiler.Number(arguments[0]), Define.NumberOr(compiler, arguments, 1, otherwise: 0));
            return (Func<Contracts.Events.EdgeEvent, double>)(e =>
                digits(e) is >= 0 and <= 15 and var places ? round(number(e), (int)places, MidpointRounding.AwayFromZero) : double.NaN);
        })
    {
        Optional = 1,
    };

    private static ExpressionFunction Constant(string usage, string meaning, double value) => new(
        Define.NameOf(usage), StaticType.Number, [], usage, meaning, (_, _) => (Func<Contracts.Events.EdgeEvent, double>)(_ => value));
}
