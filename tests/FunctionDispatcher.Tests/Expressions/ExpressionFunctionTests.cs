using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

/// <summary>What each function of the language gives. Expected values of digests and places come from outside this program.</summary>
public sealed class ExpressionFunctionTests
{
    private readonly EventLayout _layout = new();

    public static TheoryData<string, string> Rows { get; } = new()
    {
        { "exists(device)", "true" }, { "exists(absent)", "false" },
        { "coalesce(absent, note, 5)", "5" },
        { "if(on, 'yes', 'no')", "yes" }, { "if(absent > 1, 1, 2)", "2" },
        { "choose(device, 'p6', 1, 'p7', 2, 0)", "2" }, { "choose(device, 'p6', 1, 3)", "3" }, { "choose(device, 'x', 1)", "" },
        { "choose(absent, 'x', 1, 2)", "" },
        { "text(2.5, 0)", "3" }, { "text(-2.5, 0)", "-3" }, { "text(0.125, 2)", "0.13" }, { "text(1.5, 0)", "2" },
        { "text(21.456, 1)", "21.5" }, { "text(7, 3)", "7.000" }, { "text(round(2.5), 0)", "3" },
        { "is_number(t)", "true" }, { "is_number(device)", "false" }, { "is_text(device)", "true" }, { "is_boolean(on)", "true" },
        { "is_text(absent)", "false" },

        { "number('21.5')", "21.5" }, { "number(' -3 ')", "-3" }, { "number('9007199254740993')", "9007199254740993" },
        { "number(on)", "1" },
        { "number('1.234,5', ',')", "1234.5" }, { "number('1 234,5', ',')", "1234.5" }, { "number('1,234.5', '.')", "1234.5" },
        { "number('21,5')", "" },
        { "number('1,2,3', ',')", "" }, { "number('12°')", "" }, { "number('NaN')", "" }, { "number('1e999')", "" }, { "number(note)", "" },
        { "text(21.5)", "21.5" }, { "text(21.456, 2)", "21.46" }, { "text(on)", "true" }, { "text(t, 16)", "" }, { "text(absent)", "" },
        { "boolean('On')", "true" }, { "boolean('off')", "false" }, { "boolean(0)", "false" }, { "boolean(2)", "true" },
        { "boolean('maybe')", "" },
        { "from_hex('0x1F')", "31" }, { "from_hex('ffffffffffffffff')", "18446744073709551615" }, { "from_hex('xyz')", "" },
        { "from_hex('')", "" },
        { "to_hex(31)", "1f" }, { "to_hex(-1)", "ffffffffffffffff" }, { "to_hex(1.5)", "" },
        { "base64_encode('Grün')", "R3LDvG4=" }, { "base64_decode('R3LDvG4=')", "Grün" }, { "base64_decode('*')", "" },
        { "base64_decode('/w==')", "" },
        { "url_encode('a b/ü')", "a%20b%2F%C3%BC" }, { "url_decode('a%20b%2F%C3%BC')", "a b/ü" },

        { "contains(device, '7')", "true" }, { "starts_with(device, 'p')", "true" }, { "ends_with(device, 'p')", "false" },
        { "lower('ÄB')", "äb" }, { "upper('äb')", "ÄB" }, { "trim('  a ')", "a" }, { "trim_start('  a ')", "a " },
        { "trim_end('  a ')", "  a" },
        { "reverse('abc')", "cba" }, { "reverse('e\u0301x')", "xe\u0301" }, { "length('abc')", "3" }, { "byte_length('ü')", "2" },
        { "index_of('banana', 'an')", "1" }, { "last_index_of('banana', 'an')", "3" }, { "index_of('banana', 'x')", "-1" },
        { "concat(device, '-', 7, absent, note, on)", "p7-7true" },
        { "substring('abcdef', 2)", "cdef" }, { "substring('abcdef', 2, 3)", "cde" }, { "substring('abc', 3)", "" },
        { "substring('abc', 2, 9)", "c" }, { "substring('abc', 4)", "" },
        { "substring('abc', -1)", "" },
        { "split_part('a;b;c', ';', 1)", "b" }, { "split_part('a;b;c', ';', -1)", "c" }, { "split_part('a;b;c', ';', 3)", "" },
        { "split_part('a', '', 0)", "" },
        { "replace('1,5', ',', '.')", "1.5" }, { "replace('x', '', 'y')", "" }, { "repeat('ab', 3)", "ababab" },
        { "repeat('ab', 1e9)", "" }, { "repeat('ab', -1)", "" },
        { "pad_start('7', 3, '0')", "007" }, { "pad_start('7', 3)", "  7" }, { "pad_end('7', 3, '.')", "7.." },
        { "pad_start('7', 3, 'ab')", "" },
        { "char(252)", "ü" }, { "char(55296)", "" }, { "code('ü')", "252" }, { "code('')", "" },

        { "matches(device, '^p[0-9]+$')", "true" }, { "extract('12 mm', '([0-9]+) ?mm', 1)", "12" }, { "extract('12 mm', '[0-9]+')", "12" },
        { "extract('12 mm', '(?<size>[0-9]+)', 'size')", "12" }, { "extract('mm', '[0-9]+')", "" },
        { "replace_matches('a1b2', '[0-9]', '')", "ab" },
        { "replace_matches('x=1', '(.)=(.)', '$2=$1')", "1=x" }, { "count_matches('banana', 'an')", "2" },

        { "abs(-2)", "2" }, { "sign(-2)", "-1" }, { "sign(0)", "0" }, { "round(2.5)", "3" }, { "round(-2.5)", "-3" },
        { "round(2.345, 2)", "2.35" }, { "round(t, 16)", "" },
        { "floor(-1.5)", "-2" }, { "ceil(-1.5)", "-1" }, { "trunc(-1.5)", "-1" }, { "min(3, 1, 2)", "1" }, { "max(3, 1, 2)", "3" },
        { "min(3, absent)", "" },
        { "clamp(12, 0, 10)", "10" }, { "clamp(-1, 0, 10)", "0" }, { "scale(12, 4, 20, 0, 10)", "5" }, { "scale(1, 4, 4, 0, 10)", "" },
        { "mod(-90, 360)", "270" }, { "mod(1, 0)", "" },
        { "pow(2, 10)", "1024" }, { "sqrt(16)", "4" }, { "sqrt(-1)", "" }, { "round(cbrt(27), 9)", "3" }, { "exp(0)", "1" },
        { "ln(1)", "0" }, { "log10(1000)", "3" }, { "log(8, 2)", "3" },
        { "hypot(3, 4)", "5" }, { "degrees(pi())", "180" }, { "round(radians(180), 4)", "3.1416" }, { "sin(0)", "0" }, { "cos(0)", "1" },
        { "tan(0)", "0" }, { "round(cot(pi() / 4), 9)", "1" },
        { "asin(0)", "0" }, { "acos(1)", "0" }, { "atan(0)", "0" }, { "round(atan2(1, 1) * 4, 6)", "3.141593" }, { "sinh(0)", "0" },
        { "cosh(0)", "1" }, { "tanh(0)", "0" },

        { "bit_and(12, 10)", "8" }, { "bit_or(12, 10)", "14" }, { "bit_xor(12, 10)", "6" }, { "bit_not(0)", "-1" },
        { "shift_left(1, 62)", "4611686018427387904" }, { "shift_right(-8, 1)", "-4" },
        { "shift_left(1, 64)", "" }, { "bit(5, 2)", "true" }, { "bit(5, 1)", "false" }, { "bits(180, 2, 3)", "5" },
        { "signed(65535, 16)", "-1" }, { "signed(1, 0)", "" }, { "bit_and(1.5, 1)", "" },

        { "event_time()", "1743296400000" }, { "received_at()", "1743296401000" },
        { "year(event_time())", "2025" }, { "month(event_time())", "3" }, { "day(event_time())", "30" }, { "hour(event_time())", "1" },
        { "hour(event_time(), 'Europe/Berlin')", "3" },
        { "hour(event_time() - 1, 'Europe/Berlin')", "1" }, { "minute(event_time(), 'Asia/Kolkata')", "30" }, { "second(1500)", "1.5" },
        { "day_of_week(event_time())", "7" },
        { "day_of_year(event_time())", "89" }, { "week(event_time())", "13" }, { "days_in_month(event_time())", "31" },
        { "time_of_day(3661500)", "3661.5" }, { "hour(1e300)", "" },
        { "format_time(event_time(), 'yyyy-MM-dd HH:mm zzz', 'Europe/Berlin')", "2025-03-30 03:00 +02:00" },
        { "parse_time('30.03.2025 03:00', 'dd.MM.yyyy HH:mm', 'Europe/Berlin')", "1743296400000" },
        { "parse_time('26.10.2025 02:30', 'dd.MM.yyyy HH:mm', 'Europe/Berlin')", "1761438600000" },
        { "parse_time('30.03.2025 02:30', 'dd.MM.yyyy HH:mm', 'Europe/Berlin')", "1743296400000" },
        { "parse_time('2025-03-30T03:00:00+02:00', 'yyyy-MM-ddTHH:mm:sszzz')", "1743296400000" }, { "parse_time('soon', 'yyyy')", "" },
        { "start_of(event_time(), 'day', 'Europe/Berlin')", "1743289200000" }, { "start_of(1743296461500, 'minute')", "1743296460000" },
        { "start_of(1743299999999, 'hour')", "1743296400000" },
        { "start_of(event_time(), 'week')", "1742774400000" }, { "start_of(event_time(), 'month')", "1740787200000" },
        { "start_of(event_time(), 'year')", "1735689600000" },

        // Paris to London as the haversine on IUGG's mean radius gives it, and by compass.
        { "round(distance(48.8566, 2.3522, 51.5074, -0.1278) / 1000, 1)", "343.6" }, { "distance(1, 2, 1, 2)", "0" },
        { "distance(1, 2, 1, absent)", "" },
        { "round(bearing(48.8566, 2.3522, 51.5074, -0.1278))", "330" }, { "bearing(0, 0, 0, 1)", "90" },
        { "inside(48.15, 11.55, '48.1 11.5, 48.2 11.5, 48.2 11.6, 48.1 11.6')", "true" },
        { "inside(48.15, 11.65, '48.1 11.5, 48.2 11.5, 48.2 11.6, 48.1 11.6')", "false" },

        { "json(raw, 'data[0].rssi')", "-71" }, { "json(raw, 'data[-1].id')", "9007199254740993" },
        { "json(raw, 'data')", "[{\"rssi\":-71},{\"id\":9007199254740993}]" }, { "json(raw, 'ok')", "true" },
        { "json(raw, 'none')", "" }, { "json('{', 'a')", "" }, { "json_length(raw, 'data')", "2" }, { "json_length(raw)", "2" },

        { "md5('abc')", "900150983cd24fb0d6963f7d28e17f72" }, { "sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { "sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "substring(sha384('abc'), 0, 16)", "cb00753f45a35e8b" }, { "substring(sha512('abc'), 0, 16)", "ddaf35a193617aba" },
        { "crc32('123456789')", "3421780262" },

        { "topic()", "plant/a/press" }, { "topic(1)", "a" }, { "topic(-1)", "press" }, { "topic(3)", "" }, { "payload_size()", "3" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gives(string text, string expected) => Assert.Equal(expected, Evaluate(text).ToString());

    [Fact]
    public void Every_function_has_a_row()
    {
        var all = string.Join('\n', Rows.Select(r => r.Data.Item1));
        Assert.Empty(FunctionTable.All.Where(f => !all.Contains($"{f.Name}(", StringComparison.Ordinal)).Select(f => f.Name));
    }

    [Fact]
    public void Every_function_is_named_as_it_is_used() =>
        Assert.All(FunctionTable.All, f => Assert.StartsWith($"{f.Name}(", f.Usage, StringComparison.Ordinal));

    [Theory]
    [InlineData("hour(t, 'Mars/Base')", "there is no time zone 'Mars/Base'")]
    [InlineData("hour(t, device)", "this argument must be a constant text")]
    [InlineData("matches(device, '(?=x)')", "the pattern is not usable")]
    [InlineData("extract(device, '(a)', 2)", "the pattern has no group '2'")]
    [InlineData("start_of(t, 'fortnight')", "the unit is minute, hour, day, week, month, year")]
    [InlineData("inside(t, t, '1 2, 3 4')", "a polygon is three or more")]
    [InlineData("number(device, ';')", "the decimal mark is '.' or ','")]
    [InlineData("json(raw, 'a..b')", "a path is names and [places]")]
    [InlineData("format_time(t, '%')", "is no format of a time")]
    [InlineData("parse_time(device, 'a')", "is no format of a time")]
    [InlineData("sqrt('x')", "'sqrt' needs a number")]
    [InlineData("if('x', 1, 2)", "'if' needs true or false")]
    [InlineData("sqtr(2)", "there is no function 'sqtr'")]
    [InlineData("scale(1, 2)", "does not take 2 arguments")]
    public void A_wrong_argument_is_told_before_any_event(string text, string problem)
    {
        Assert.False(ValueExpression.TryParse(text, [], out _, out var error));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_type_of_a_choice_is_the_common_type_of_its_branches()
    {
        Assert.False(WhereExpression.TryParse("if(on, 1, 2) = 'x'", out _, out var error));
        Assert.Contains("never holds between", error.Message, StringComparison.Ordinal);
        Assert.True(WhereExpression.TryParse("if(on, 1, 'x') = 'x'", out _, out _));
        Assert.True(WhereExpression.TryParse("json(raw, 'a') = 5", out _, out _));
    }

    [Fact]
    public void No_function_throws_whatever_the_values()
    {
        var values = Gen.OneOf<FieldValue>(
            FieldValue.Missing, FieldValue.Null, true, "", "a", "\uD800", "[1", "99999999999999999999", new string('x', 70_000), 0, -1, 1.5,
            1e300, double.NaN,
            double.PositiveInfinity, double.NegativeInfinity, long.MinValue, long.MaxValue, FieldValue.Of(ulong.MaxValue), 253402300799999);
        Gen.Select(Gen.OneOf([.. FunctionTable.All]), values.Array[5]).Sample(
            (function, inputs) =>
            {
                var layout = new EventLayout();
                var input = Some.Event(layout, [.. inputs.Select((v, i) => ($"a{i}", v))]);
                var result = ValueExpression.TryParse(WithFields(function), [], out var expression, out var error)
                    ? expression.Compile(layout)(input) : throw new InvalidOperationException(error.Message);
                Assert.True(
                    (result.AsText?.Length ?? 0) <= Math.Max(Define.TextLimit, inputs.Max(v => v.AsText?.Length ?? 0) * 2),
                    $"{function.Name} made {result.AsText?.Length}");
            },
            iter: 20_000,
            print: t => $"{WithFields(t.Item1)} of "
                + $"{string.Join(" | ", t.Item2.Select(v => v.ToString()[..Math.Min(30, v.ToString().Length)]))}");
    }

    /// <summary>A call with a field for each argument, but for those that must be constants.</summary>
    private static string WithFields(ExpressionFunction function)
    {
        var constants = new Dictionary<(string, int), string>
        {
            [("matches", 1)] = "'a+'", [("extract", 1)] = "'(a)'", [("extract", 2)] = "1", [("replace_matches", 1)] = "'x'",
            [("count_matches", 1)] = "'a'",
            [("number", 1)] = "','", [("format_time", 1)] = "'O'", [("parse_time", 1)] = "'yyyy'", [("start_of", 1)] = "'week'",
            [("inside", 2)] = "'0 0, 0 1, 1 1'", [("json", 1)] = "'a[0]'", [("json_length", 1)] = "'a'",
        };
        var count = Math.Min(function.MaxArguments, 5);
        var arguments = Enumerable.Range(0, count)
            .Select(i => constants.GetValueOrDefault((function.Name, i), IsZone(function, i) ? "'America/St_Johns'" : $"a{i}"));
        return $"{function.Name}({string.Join(", ", arguments)})";
    }

    private static bool IsZone(ExpressionFunction function, int index) =>
        index == function.MaxArguments - 1 && (function.Usage.EndsWith("zone)", StringComparison.Ordinal)
            || function.Usage.EndsWith("'Europe/Berlin')", StringComparison.Ordinal));

    private FieldValue Evaluate(string text)
    {
        Assert.True(ValueExpression.TryParse(text, [], out var expression, out var error), error?.Message);
        var input = Some.Event(
            _layout, ("device", "p7"), ("t", 21.5), ("on", true), ("note", FieldValue.Null),
            ("raw", """{"data":[{"rssi":-71},{"id":9007199254740993}],"ok":true}"""));
        input.Topic = "plant/a/press";
        input.Payload = "abc"u8.ToArray();
        input.Time = DateTimeOffset.FromUnixTimeMilliseconds(1743296400000);
        input.ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(1743296401000);
        return expression!.Compile(_layout)(input);
    }
}
