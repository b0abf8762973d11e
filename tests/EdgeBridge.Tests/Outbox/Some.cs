using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>Things any test may need one of.</summary>
internal static class Some
{
    public static readonly BindingIdentity Binding = new("press_temperature", "00112233aabbccdd");

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[0, 20], Gen.OneOf<string>("größe", "温度", "🌡️", "a b=,\n", "\0"));

    private static readonly Gen<FieldValue> Value = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(FieldValue.Of),
        Gen.OneOf<double>(0.0, -0.0, double.Epsilon, double.MaxValue, 1e-300, 0.1 + 0.2).Select(FieldValue.Of),
        Gen.Long.Select(FieldValue.Of),
        Gen.ULong.Select(FieldValue.Of),
        Gen.Bool.Select(FieldValue.Of),
        Valid(Text).Select(text => FieldValue.Of(text)));

    private static readonly Gen<DateTimeOffset> Time =
        Gen.Long[0, DateTimeOffset.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    public static Gen<Point> AnyPoint { get; } =
        from measurement in Valid(Text)
        from tags in Gen.Select(Valid(Text), Valid(Text), KeyValuePair.Create).Array[0, 5]
        from fields in Gen.Select(Valid(Text), Value, KeyValuePair.Create).Array[0, 8]
        from times in Gen.Select(Time, Time, Gen.Bool)
        from rest in Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, Gen.ULong)
        select new Point
        {
            Measurement = measurement,
            Tags = tags,
            Fields = fields,
            Time = times.Item1,
            WindowEnd = times.Item3 ? times.Item2 : null,
            Revision = rest.Item1,
            Partial = rest.Item2,
            Id = rest.Item3,
        };

    public static Point Point(int number = 1) => new()
    {
        Measurement = "press_temperature",
        Tags = [KeyValuePair.Create("device", "p1"), KeyValuePair.Create("site", "nord")],
        Fields = [KeyValuePair.Create("mean", FieldValue.Of(20 + (number / 10.0))), KeyValuePair.Create("ok", FieldValue.Of(true))],
        Time = Noon.AddSeconds(number),
        WindowEnd = Noon.AddSeconds(number + 1),
        Id = (ulong)number,
    };

    public static IReadOnlyList<Point> Points(int count) => [.. Enumerable.Range(1, count).Select(Point)];

    /// <summary>UTF-8 cannot carry a lone surrogate, nor can anything that reaches the outbox.</summary>
    private static Gen<string> Valid(Gen<string> texts) => texts.Where(text => text.All(each => !char.IsSurrogate(each)) || text == "🌡️");
}
