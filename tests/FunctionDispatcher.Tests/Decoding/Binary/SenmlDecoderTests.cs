using System.Formats.Cbor;
using CsCheck;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

public sealed class SenmlDecoderTests
{
    private const string Device = "urn:dev:ow:10e2073a01080063";

    // What the hexadecimal dump of the standard's section 6 holds, but for the last digits of its name and the version.
    private const string CborExample =
        "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b0010622361412005006" +
        "7766f6c7461676501615602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a300676375" +
        "7272656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3006763757272656e" +
        "74062102f93e00a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333";

    private static readonly DecoderBench Json = DecoderBench.Of("senml");
    private static readonly DecoderBench Cbor = DecoderBench.Of("{ senml: { format: cbor } }");

    // The time of receipt of the bench, in seconds.
    private static long Now => Json.ReceivedAt.ToUnixTimeSeconds();

    [Fact]
    public void One_reading_now() =>
        Assert.Equal(
            $"name='{Device}' unit='Cel' value=23.1 time={Now}",
            Json.Read($$"""[{"n":"{{Device}}","u":"Cel","v":23.1}]"""));

    [Fact]
    public void Several_readings_now() =>
        Assert.Equal(
            $"name='{Device}:voltage' unit='V' value=120.1 time={Now} | name='{Device}:current' unit='A' value=1.2 time={Now}",
            Json.Read($$"""[{"bn":"{{Device}}:","n":"voltage","u":"V","v":120.1},{"n":"current","u":"A","v":1.2}]"""));

    [Fact]
    public void Readings_of_the_last_seconds() =>
        Assert.Equal(
            string.Join(" | ", Current(Device + ":", 1276020076.001)),
            Json.Read($$"""
                [
                  {"bn":"{{Device}}:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
                  {"n":"current","t":-5,"v":1.2},
                  {"n":"current","t":-4,"v":1.3},
                  {"n":"current","t":-3,"v":1.4},
                  {"n":"current","t":-2,"v":1.5},
                  {"n":"current","t":-1,"v":1.6},
                  {"n":"current","v":1.7}
                ]
                """));

    [Fact]
    public void The_same_readings_in_cbor() =>
        Assert.Equal(
            string.Join(" | ", Current("urn:dev:ow:10e2073a0108006:", 1276020076.001)), Cbor.Read(Convert.FromHexString(CborExample)));

    [Fact]
    public void Places_beside_readings() =>
        Assert.Equal(
            $"name='{Device}' unit='%RH' value=20 time=1320067464 | name='{Device}' unit='lon' value=24.30621 time=1320067464 | "
            + $"name='{Device}' unit='lat' value=60.07965 time=1320067464 | name='{Device}' unit='%RH' value=20.3 time=1320067524 | "
            + $"name='{Device}' unit='lon' value=24.30622 time=1320067524 | name='{Device}' unit='lat' value=60.07965 time=1320067524 | "
            + $"name='{Device}' unit='%RH' value=20.7 time=1320067584 | name='{Device}' unit='lon' value=24.30623 time=1320067584 | "
            + $"name='{Device}' unit='lat' value=60.07966 time=1320067584 | name='{Device}' unit='%EL' value=98 time=1320067614 | "
            + $"name='{Device}' unit='%RH' value=21.2 time=1320067644 | name='{Device}' unit='lon' value=24.30628 time=1320067644 | "
            + $"name='{Device}' unit='lat' value=60.07967 time=1320067644",
            Json.Read($$"""
                [
                  {"bn":"{{Device}}","bt":1.320067464e+09,"bu":"%RH","v":20},
                  {"u":"lon","v":24.30621},
                  {"u":"lat","v":60.07965},
                  {"t":60,"v":20.3},
                  {"u":"lon","t":60,"v":24.30622},
                  {"u":"lat","t":60,"v":60.07965},
                  {"t":120,"v":20.7},
                  {"u":"lon","t":120,"v":24.30623},
                  {"u":"lat","t":120,"v":60.07966},
                  {"u":"%EL","t":150,"v":98},
                  {"t":180,"v":21.2},
                  {"u":"lon","t":180,"v":24.30628},
                  {"u":"lat","t":180,"v":60.07967}
                ]
                """));

    [Fact]
    public void Resolved_records_stay_what_they_are() =>
        Assert.Equal(
            $"name='{Device}' unit='%RH' value=20 time=1320067464 | name='{Device}' unit='lon' value=24.30621 time=1320067464",
            Json.Read($$"""
                [
                  {"n":"{{Device}}","u":"%RH","t":1.320067464e+09,"v":20},
                  {"n":"{{Device}}","u":"lon","t":1.320067464e+09,"v":24.30621}
                ]
                """));

    [Fact]
    public void Readings_of_a_stream() =>
        Assert.Equal(
            $"name='{Device}' unit='%RH' value=21.2 time=1320067464 | name='{Device}' unit='%RH' value=21.3 time=1320067474",
            Json.Read($$"""[{"bn":"{{Device}}","bt":1.320067464e+09,"bu":"%RH","v":21.2},{"t":10,"v":21.3}]"""));

    [Fact]
    public void Every_kind_of_value() =>
        Assert.Equal(
            $"name='{Device}:temp' unit='Cel' value=23.1 time={Now} | name='{Device}:label' text='Machine Room' time={Now} | "
            + $"name='{Device}:open' boolean=false time={Now} | name='{Device}:nfv-reader' data='aGkgCg' time={Now}",
            Json.Read($$"""
                [
                  {"bn":"{{Device}}:","n":"temp","u":"Cel","v":23.1},
                  {"n":"label","vs":"Machine Room"},
                  {"n":"open","vb":false},
                  {"n":"nfv-reader","vd":"aGkgCg"}
                ]
                """));

    [Fact]
    public void Several_devices_share_a_base_time() =>
        Assert.Equal(
            "name='2001:db8::2/temperature' unit='Cel' value=27.2 time=1320078429 | name='2001:db8::2/humidity' unit='%RH' value=80 "
            + "time=1320078429 | name='2001:db8::1/temperature' unit='Cel' value=12.3 time=1320078429 | "
            + "name='2001:db8::1/humidity' unit='%RH' value=67 time=1320078429",
            Json.Read("""
                [
                  {"bn":"2001:db8::2/","bt":1.320078429e+09,"n":"temperature","u":"Cel","v":27.2},
                  {"n":"humidity","u":"%RH","v":80},
                  {"bn":"2001:db8::1/","n":"temperature","u":"Cel","v":12.3},
                  {"n":"humidity","u":"%RH","v":67}
                ]
                """));

    [Fact]
    public void A_record_of_base_values_alone_is_no_event() =>
        Assert.Equal(
            $"name='{Device}:temp' unit='Cel' value=23.1 time={Now} | name='{Device}:heat' unit='/' value=1 time={Now} | "
            + $"name='{Device}:fan' unit='/' value=0 time={Now}",
            Json.Read($$"""
                [
                  {"bn":"{{Device}}:"},
                  {"n":"temp","u":"Cel","v":23.1},
                  {"n":"heat","u":"/","v":1},
                  {"n":"fan","u":"/","v":0}
                ]
                """));

    [Fact]
    public void Lights_go_off_a_moment_later() =>
        Assert.Equal(
            "name='2001:db8::3' unit='/' value=0.5 time=1320078429 | name='2001:db8::4' unit='/' value=0.5 time=1320078429 | "
            + "name='2001:db8::3' unit='/' value=0 time=1320078429.1 | name='2001:db8::4' unit='/' value=0 time=1320078429.1",
            Json.Read("""
                [
                  {"bt":1.320078429e+09,"bu":"/","n":"2001:db8::3","v":0.5},
                  {"n":"2001:db8::4","v":0.5},
                  {"n":"2001:db8::3","t":0.1,"v":0},
                  {"n":"2001:db8::4","t":0.1,"v":0}
                ]
                """));

    [Theory]
    [InlineData("""[{"bn":"a","bv":20,"v":1.5},{"v":2},{}]""", "value=21.5 | value=22")]
    [InlineData("""[{"bn":"a","bv":20,"t":0}]""", "value=20")]
    [InlineData("""[{"bn":"a","bs":100,"s":5},{"s":6,"v":1}]""", "sum=105 | value=1 sum=106")]
    [InlineData("""[{"n":"a","s":5}]""", "sum=5")]
    [InlineData("""[{"n":"a","v":9007199254740993}]""", "value=9007199254740993")]
    [InlineData("""[{"n":"a","v":1,"ut":60}]""", "value=1 update_time=60")]
    [InlineData("""[{"n":"a","v":1,"x":{"y":[1]}}]""", "value=1")]
    [InlineData("""[{"\u006e":"a","v":1}]""", "value=1")]
    [InlineData("[]", "")]
    public void Base_values_add_up(string pack, string events)
    {
        var bench = DecoderBench.Of("senml").Capturing("name", "p").Capturing("time", "t");
        var read = bench.Read(pack).Replace("name='p' ", string.Empty, StringComparison.Ordinal);
        Assert.Equal(events, read.Replace(" time='t'", string.Empty, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"n":"a","t":-10,"v":1}]""", -10.0)]
    [InlineData("""[{"n":"a","t":268435455,"v":1}]""", 268435455.0)]
    [InlineData("""[{"n":"a","bt":-10.5,"t":0.5,"v":1}]""", -10.0)]
    public void A_time_below_two_to_the_28th_counts_from_the_receipt(string pack, double seconds) =>
        Assert.Equal($"name='a' value=1 time={Now + (long)seconds}", Json.Read(pack));

    [Fact]
    public void A_time_from_two_to_the_28th_on_counts_from_1970() =>
        Assert.Equal("name='a' value=1 time=268435456", Json.Read("""[{"n":"a","t":268435456,"v":1}]"""));

    [Theory]
    [InlineData("""{"n":"a","v":1}""", "a SenML pack is a list of records")]
    [InlineData("""[1]""", "record 1 is no object")]
    [InlineData("""[{"n":"a","v":1},{"n":"b"}]""", "record 2 has neither a value nor a sum")]
    [InlineData("""[{"v":1}]""", "record 1 has no name")]
    [InlineData("""[{"n":"-a","v":1}]""", "record 1 has a name that begins with neither a letter nor a digit")]
    [InlineData("""[{"n":"a b","v":1}]""", "record 1 has a name with the character U+0020, which names may not have")]
    [InlineData("""[{"n":"a","v":1,"vs":"x"}]""", "record 1 has both 'v' and 'vs'")]
    [InlineData("""[{"n":"a","v":"1"}]""", "record 1 'v' must be a number")]
    [InlineData("""[{"n":7,"v":1}]""", "record 1 'n' must be a text")]
    [InlineData("""[{"n":"a","vb":null}]""", "record 1 'vb' must be a boolean")]
    [InlineData("""[{"n":"a","v":1e400}]""", "record 1 'v' must be a number")]
    [InlineData("""[{"bver":11,"n":"a","v":1}]""", "record 1 has the version 11, newer than 10")]
    [InlineData("""[{"bver":0,"n":"a","v":1}]""", "record 1 has the version 0, which is none")]
    [InlineData("""[{"n":"a","v":1,"foo_":1}]""", "record 1 has a label that must be understood and is not known")]
    [InlineData("", "the payload is empty")]
    public void A_pack_that_is_none_gives_no_event(string pack, string problem) => Assert.Equal($"! {problem}", Json.Read(pack));

    [Theory]
    [InlineData("a0", "a SenML pack is a list of records")]
    [InlineData("8101", "record 1 is no map")]
    [InlineData("81a2006161026131", "record 1 'v' must be a number")]
    [InlineData("81a2006161086131", "record 1 'vd' must be a text")]
    [InlineData("81a30061610201", "not CBOR at byte 1: the payload ends inside it")]
    [InlineData("81a2006161020100", "1 bytes behind the pack, at byte 7")]
    public void A_pack_in_cbor_that_is_none_gives_no_event(string hex, string problem) =>
        Assert.Equal($"! {problem}", Cbor.Read(Convert.FromHexString(hex)));

    [Fact]
    public void Data_in_cbor_are_bytes() =>
        Assert.Equal($"name='a' data='_-8' time={Now}", Cbor.Read(Convert.FromHexString("81a20061610842ffef")));

    /// <summary>The same pack in both encodings gives the same events.</summary>
    [Fact]
    public void Json_and_cbor_agree() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Long, Gen.Double[-1e3, 1e3]).Array[1, 6].Sample(records =>
        {
            var json = string.Join(',', records.Select(
                (r, i) => $$"""{"n":"r{{i}}","v":{{Text(r.Item1)}},"s":{{r.Item2}},"t":{{Text(r.Item3)}}}"""));
            var writer = new CborWriter();
            writer.WriteStartArray(records.Length);
            for (var i = 0; i < records.Length; i++) Write(writer, i, records[i]);
            writer.WriteEndArray();
            Assert.Equal(Json.Read($"[{json}]"), Cbor.Read(writer.Encode()));
        }, iter: 200, threads: 1);

    private static void Write(CborWriter writer, int index, (double Value, long Sum, double Time) record)
    {
        writer.WriteStartMap(4);
        writer.WriteInt32(0);
        writer.WriteTextString($"r{index}");
        writer.WriteInt32(2);
        writer.WriteDouble(record.Value);
        writer.WriteInt32(5);
        writer.WriteInt64(record.Sum);
        writer.WriteInt32(6);
        writer.WriteDouble(record.Time);
        writer.WriteEndMap();
    }

    private static IEnumerable<string> Current(string baseName, double time)
    {
        yield return $"name='{baseName}voltage' unit='V' value=120.1 time={Text(time)}";
        for (var i = 0; i < 6; i++)
            yield return $"name='{baseName}current' unit='A' value={Text((12 + i) / 10.0)} time={Text(time - 5 + i)}";
    }

    private static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
