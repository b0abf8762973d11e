using System.Formats.Cbor;
using CsCheck;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

public sealed class CborDecoderTests
{
    /// <summary>Examples of RFC 8949, appendix A, and what they mean.</summary>
    [Theory]
    [InlineData("00", "0")]
    [InlineData("17", "23")]
    [InlineData("1818", "24")]
    [InlineData("1a000f4240", "1000000")]
    [InlineData("1b000000e8d4a51000", "1000000000000")]
    [InlineData("1bffffffffffffffff", "18446744073709551615")]
    [InlineData("c249010000000000000000", "18446744073709551616")]
    [InlineData("3bffffffffffffffff", "-18446744073709551616")]
    [InlineData("c349010000000000000000", "-18446744073709551617")]
    [InlineData("20", "-1")]
    [InlineData("3863", "-100")]
    [InlineData("3903e7", "-1000")]
    [InlineData("f90000", "0")]
    [InlineData("f98000", "0")]
    [InlineData("f93e00", "1.5")]
    [InlineData("f97bff", "65504")]
    [InlineData("fa47c35000", "100000")]
    [InlineData("fa7f7fffff", "340282346638528859811704183484516925440")]
    [InlineData("fb3ff199999999999a", "1.1")]
    [InlineData("fbc010666666666666", "-4.1")]
    [InlineData("f90001", "0.00000005960464477539063")]
    [InlineData("f97e00", "null")]
    [InlineData("fa7f800000", "null")]
    [InlineData("fbfff0000000000000", "null")]
    [InlineData("f4", "false")]
    [InlineData("f5", "true")]
    [InlineData("f6", "null")]
    [InlineData("f7", "null")]
    [InlineData("c074323031332d30332d32315432303a30343a30305a", "'2013-03-21T20:04:00Z'")]
    [InlineData("c11a514b67b0", "1363896240")]
    [InlineData("c1fb41d452d9ec200000", "1363896240.5")]
    [InlineData("d74401020304", "'AQIDBA=='")]
    [InlineData("d818456449455446", "'ZElFVEY='")]
    [InlineData("40", "''")]
    [InlineData("60", "''")]
    [InlineData("6449455446", "'IETF'")]
    [InlineData("62225c", "'\"\\'")]
    [InlineData("62c3bc", "'ü'")]
    [InlineData("64f0908591", "'\ud800\udd51'")]
    [InlineData("5f42010243030405ff", "'AQIDBAU='")]
    [InlineData("7f657374726561646d696e67ff", "'streaming'")]
    [InlineData("c48221196ab3", "273.15")]
    [InlineData("c5822003", "1.5")]
    [InlineData("c48201c249010000000000000000", "184467440737095516160")]
    [InlineData("d9d9f718c8", "200")]
    public void A_value_of_the_standard_s_examples_is_read(string hex, string value) =>
        Assert.Equal($"value={value}", DecoderBench.Of("cbor").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("a0", "")]
    [InlineData("a201020304", "1=2 3=4")]
    [InlineData("a26161016162820203", "a=1 b.0=2 b.1=3")]
    [InlineData("bf61610161629f0203ffff", "a=1 b.0=2 b.1=3")]
    [InlineData("bf6346756ef563416d7421ff", "Fun=true Amt=-2")]
    [InlineData("a16161a161626163", "a.b='c'")]
    [InlineData("a2616101616102", "a=2")]
    public void A_map_is_an_event(string hex, string fields) =>
        Assert.Equal(fields, DecoderBench.Of("cbor").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("", "the payload is empty")]
    [InlineData("a1", "not CBOR at byte 0: the payload ends inside it")]
    [InlineData("a161", "not CBOR at byte 0: the payload ends inside it")]
    [InlineData("a16161ff", "not CBOR at byte 3: an end where an item should be")]
    [InlineData("a16161", "not CBOR at byte 3: the payload ends inside it")]
    [InlineData("bf616101", "not CBOR at byte 4: the payload ends inside it")]
    [InlineData("0000", "1 bytes behind the message, at byte 1")]
    [InlineData("83010203", "the message is a list: 'each: .' makes an event of each element")]
    [InlineData("1c", "not CBOR at byte 0: the length 28 is reserved")]
    [InlineData("1f", "not CBOR at byte 0: a whole number without digits")]
    [InlineData("df", "not CBOR at byte 0: a tag without a number")]
    [InlineData("ff", "not CBOR at byte 0: an end where an item should be")]
    [InlineData("e0", "not CBOR at byte 0: the simple value 0 has no meaning")]
    [InlineData("f818", "not CBOR at byte 0: the simple value 24 has no meaning")]
    [InlineData("62c328", "not CBOR at byte 0: a text that is not UTF-8")]
    [InlineData("5f6161ff", "not CBOR at byte 0: a piece of another kind")]
    [InlineData("9b7fffffffffffffff", "not CBOR at byte 0: the payload ends inside it")]
    [InlineData("5bffffffffffffffff", "not CBOR at byte 0: the payload ends inside it")]
    [InlineData("a1820102f6", "a name at byte 1 is neither a text nor a whole number")]
    [InlineData("a1fb3ff199999999999af6", "a name at byte 1 is neither a text nor a whole number")]
    [InlineData("c201", "not CBOR at byte 0: tag 2 without bytes behind it")]
    [InlineData("c401", "not CBOR at byte 0: tag 4 without a list of two behind it")]
    [InlineData("c4821a7fffffff01", "not CBOR at byte 0: an exponent that is not within 10000")]
    [InlineData("c48219271001", "not CBOR at byte 0: a number beyond the range of a double")]
    public void What_is_no_message_is_told_with_its_place(string hex, string problem) =>
        Assert.Equal($"! {problem}", DecoderBench.Of("cbor").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(".", "83a16174 01 a16174 02 a0", "t=1 | t=2 | ")]
    [InlineData(".", "9f a16174 01 ff", "t=1")]
    [InlineData(".", "80", "")]
    [InlineData(".", "9fff", "")]
    [InlineData(".", "820718 2a", "index=0 value=7 | index=1 value=42")]
    [InlineData(".", "81820102", "0=1 1=2")]
    [InlineData(".", "a0", "! no list at byte 0, where 'each' leads")]
    [InlineData("r", "a3 6164 626437 6172 82 a16174 01 a16174 02 6175 05", "d='d7' u=5 t=1 | d='d7' u=5 t=2")]
    [InlineData("r[*]", "a2 6164 01 6172 82 a16164 09 a0", "d=9 | d=1")]
    [InlineData("a.r", "a1 6161 a2 6172 81 a16174 01 6164 08", "a.d=8 t=1")]
    [InlineData("a.r", "a1 6161 a1 6164 08", "! the message has not the list of 'each'")]
    [InlineData("r", "a2 6172 80 6172 80", "! a second list at byte 6, where 'each' leads")]
    [InlineData("r", "a1 6172 01", "! no list at byte 3, where 'each' leads")]
    [InlineData("a.r", "a1 6161 01", "! no map at byte 3, on the way of 'each'")]
    [InlineData("r", "a1 6172 82 a16174 01 a16174", "! not CBOR at byte 11: the payload ends inside it")]
    [InlineData("r", "a1 6172 81 01 00", "! 1 bytes behind the message, at byte 5")]
    public void Each_element_of_a_list_is_an_event(string each, string hex, string events) =>
        Assert.Equal(
            events,
            DecoderBench.Of($"{{ cbor: {{ each: '{each}' }} }}")
                .Read(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal))));

    [Fact]
    public void Only_what_is_asked_for_is_read_and_captures_win()
    {
        var bench = DecoderBench.Wanting("cbor", "a.b", "device").Capturing("device", "d1");
        Assert.Equal("a.b=1 device='d1'", bench.Read(Convert.FromHexString("a36161a26162016163026664657669636507617a820102")));
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        Assert.Equal(
            "! nested deeper than 32 at byte 33",
            DecoderBench.Wanting("cbor", "x").Read([0xa1, 0x01, .. Enumerable.Repeat((byte)0x81, 1000), 0x01]));
        Assert.StartsWith(
            "! not CBOR at byte 0", DecoderBench.Of("cbor").Read([.. Enumerable.Repeat((byte)0xc4, 200_000)]), StringComparison.Ordinal);
        Assert.StartsWith(
            "! not CBOR at byte 0", DecoderBench.Of("cbor").Read([.. Enumerable.Repeat((byte)0xc6, 200_000)]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_payload_that_people_reported_is_read() =>
        Assert.Equal(
            "temperature=21.5",
            DecoderBench.Of("cbor").Read(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests/data/payloads/cbor.bin"))));

    /// <summary>What the framework's own writer writes, in every mode, is read as what it was.</summary>
    [Fact]
    public void What_the_library_of_record_writes_comes_back() =>
        Gen.Select(ItemTrees.Maps, Gen.Bool).Sample((tree, isOpen) =>
        {
            var writer = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: !isOpen);
            Write(writer, tree, isOpen);
            var read = ItemTrees.FieldsOf(DecoderBench.Of("cbor").One(writer.Encode()));
            Assert.Equal(ItemTrees.FieldsOf(tree), read);
        }, iter: 1000);

    private static void Write(CborWriter writer, object? value, bool isOpen)
    {
        switch (value)
        {
            case null: writer.WriteNull(); break;
            case long number: writer.WriteInt64(number); break;
            case ulong number: writer.WriteUInt64(number); break;
            case double number: writer.WriteDouble(number); break;
            case float number: writer.WriteSingle(number); break;
            case bool truth: writer.WriteBoolean(truth); break;
            case string text: writer.WriteTextString(text); break;
            case byte[] bytes: writer.WriteByteString(bytes); break;
            case Dictionary<string, object?> map:
                writer.WriteStartMap(isOpen ? null : map.Count);
                foreach (var (name, inner) in map)
                {
                    writer.WriteTextString(name);
                    Write(writer, inner, isOpen);
                }

                writer.WriteEndMap();
                break;
            case List<object?> list:
                writer.WriteStartArray(isOpen ? null : list.Count);
                foreach (var inner in list) Write(writer, inner, isOpen);
                writer.WriteEndArray();
                break;
        }
    }
}
