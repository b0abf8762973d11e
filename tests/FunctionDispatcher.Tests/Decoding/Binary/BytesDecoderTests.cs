using System.Buffers.Binary;
using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

public sealed class BytesDecoderTests
{
    [Theory]
    [InlineData("i8", "ff", "-1")]
    [InlineData("u8", "ff", "255")]
    [InlineData("i16", "ff38", "-200")]
    [InlineData("u16", "ff38", "65336")]
    [InlineData("i24", "ffff38", "-200")]
    [InlineData("u24", "010203", "66051")]
    [InlineData("i32", "fffffffe", "-2")]
    [InlineData("u32", "000000c8", "200")]
    [InlineData("i64", "8000000000000000", "-9223372036854775808")]
    [InlineData("u64", "ffffffffffffffff", "18446744073709551615")]
    [InlineData("i64", "0020000000000001", "9007199254740993")]
    [InlineData("f16", "4d60", "21.5")]
    [InlineData("f32", "41ac0000", "21.5")]
    [InlineData("f32", "41ad999a", "21.7")]
    [InlineData("f64", "4035b33333333333", "21.7")]
    [InlineData("f32", "7fc00000", "null")]
    [InlineData("f64", "fff0000000000000", "null")]
    [InlineData("bool", "00", "false")]
    [InlineData("bool", "02", "true")]
    public void A_type_is_read(string type, string hex, string value) =>
        Assert.Equal($"v={value}", Field($"type: {type}").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("in: p, from: base64, min_length: 0", """{"a":1,"p":""}""", "p='' a=1")]
    [InlineData("in: p, from: base64, min_length: 0", """{"a":1}""", "a=1")]
    [InlineData("in: p, from: base64, min_length: 0", """{"a":1,"p":null}""", "p=null a=1")]
    [InlineData("in: p, from: base64, min_length: 0", """{"a":1,"p":"Bw=="}""", "v=7 p='Bw==' a=1")]
    [InlineData("in: p, from: base64, min_length: 1", """{"a":1,"p":""}""", "! there are no bytes")]
    [InlineData("in: p, from: base64", """{"a":1}""", "! no text in 'p' that holds the bytes")]
    [InlineData("min_length: 0", "", "")]
    public void A_payload_without_bytes_is_an_event_where_none_is_enough(string settings, string message, string fields) => Assert.Equal(
        fields, DecoderBench.Of($"{{ bytes: {{ {settings}, layout: {{ v: {{ offset: 0, type: u8 }} }} }} }}").Read(message));

    [Theory]
    [InlineData("type: u16, byte_order: little", "3412", "4660")]
    [InlineData("type: u24, byte_order: little", "030201", "66051")]
    [InlineData("type: u32", "0a0b0c0d", "168496141")]
    [InlineData("type: u32, word_order: little", "0c0d0a0b", "168496141")]
    [InlineData("type: u32, byte_order: little, word_order: big", "0b0a0d0c", "168496141")]
    [InlineData("type: u32, byte_order: little", "0d0c0b0a", "168496141")]
    [InlineData("type: f32, word_order: little", "000041ac", "21.5")]
    [InlineData("type: u64, word_order: little", "0708050603040102", "72623859790382856")]
    public void Bytes_and_words_come_in_each_order(string field, string hex, string value) =>
        Assert.Equal($"v={value}", Field(field).Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("type: i16, scale: 0.1", "00d9", "21.7")]
    [InlineData("type: i16, scale: 0.01, add: -40", "1a0a", "26.66")]
    [InlineData("type: u8, scale: 2.5", "0a", "25")]
    [InlineData("type: u8, bit: 4, bits: 2", "20", "2")]
    [InlineData("type: u16, bit: 15", "8000", "1")]
    [InlineData("type: i8, bit: 0, bits: 4", "0f", "-1")]
    [InlineData("type: bool, bit: 3", "08", "true")]
    [InlineData("type: bool, bit: 3", "f7", "false")]
    [InlineData("type: u8, map: { 0: idle, 1: run }", "01", "'run'")]
    [InlineData("type: i8, map: { -1: error }, else: good", "ff", "'error'")]
    [InlineData("type: i8, map: { -1: error }, else: good", "05", "'good'")]
    [InlineData("type: bcd, length: 3", "123456", "123456")]
    [InlineData("type: bcd, length: 2, byte_order: little, scale: 0.1", "3412", "123.4")]
    [InlineData("type: text, length: 6", "4bc3bc680000", "'Küh'")]
    [InlineData("type: hex, length: 3", "00a1FF", "'00a1ff'")]
    public void A_field_is_what_its_settings_make_of_it(string field, string hex, string value) =>
        Assert.Equal($"v={value}", Field(field).Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("type: u8, map: { 0: idle }", "07", "'v', which ends at byte 1: 7 is not in its map")]
    [InlineData("type: i8, map: { 0: idle }", "ff", "'v', which ends at byte 1: -1 is not in its map")]
    [InlineData("type: bcd, length: 2", "1a00", "'v', which ends at byte 2: 0x1a is no two decimal digits")]
    [InlineData("type: text, length: 2", "c328", "'v', which ends at byte 2: the text is not UTF-8")]
    [InlineData("type: u16", "01", "1 bytes, not the 2 that the layout has")]
    [InlineData("type: u16", "010203", "3 bytes, not the 2 that the layout has")]
    [InlineData("type: u16", "", "the payload is empty")]
    public void What_is_not_so_is_told(string field, string hex, string problem) =>
        Assert.Equal($"! {problem}", Field(field).Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("length: 4, layout: { v: { offset: 1, type: u8 } }", "00070000", "v=7")]
    [InlineData("length: 4, layout: { v: { offset: 1, type: u8 } }", "0007", "! 2 bytes, not the 4 of 'length'")]
    [InlineData("min_length: 1, layout: { v: { offset: 0, type: u8 }, w: { offset: 1, type: u16 } }", "0900", "v=9")]
    [InlineData("min_length: 1, layout: { v: { offset: 0, type: u8 }, w: { offset: 1, type: u16 } }", "09000100", "v=9 w=1")]
    [InlineData("min_length: 2, layout: { v: { offset: 0, type: u8 } }", "09", "! 1 bytes, less than the 2 of 'min_length'")]
    [InlineData("record: 2, layout: { v: { offset: 1, type: u8 } }", "000100020003", "v=1 | v=2 | v=3")]
    [InlineData("record: 2, header: 1, layout: { v: { offset: 0, type: u16 } }", "ff00010002", "v=1 | v=2")]
    [InlineData("record: 2, header: 1, layout: { v: { offset: 0, type: u16 } }", "ff", "")]
    [InlineData("record: 2, layout: { v: { offset: 0, type: u16 } }", "000100", "! 3 bytes are not a header of 0 and whole records of 2")]
    [InlineData(
        "record: 1, layout: { v: { offset: 0, type: u8, map: { 1: a } } }", "0102",
        "v='a' | ! 'v', which ends at byte 2: 2 is not in its map")]
    public void A_payload_has_the_length_and_the_records_it_should(string settings, string hex, string events) =>
        Assert.Equal(events, DecoderBench.Of($"{{ bytes: {{ {settings} }} }}").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("hex", "0a0B", "v=2571")]
    [InlineData("hex", " 0a:0b\n", "v=2571")]
    [InlineData("hex", "0a 0b", "v=2571")]
    [InlineData("hex", "0a0", "! no two hexadecimal digits at character 2")]
    [InlineData("hex", "0x0a0b", "! no two hexadecimal digits at character 0")]
    [InlineData("base64", "Cgs=", "v=2571")]
    [InlineData("base64", "Cgs", "v=2571")]
    [InlineData("base64", "//8=", "v=65535")]
    [InlineData("base64", "__8", "v=65535")]
    [InlineData("base64", "C?s=", "! no Base64 at character 0")]
    public void Bytes_stand_as_text(string from, string payload, string events) =>
        Assert.Equal(
            events, DecoderBench.Of($"{{ bytes: {{ from: {from}, layout: {{ v: {{ offset: 0, type: u16 }} }} }} }}").Read(payload));

    [Theory]
    [InlineData(
        """{"up":{"data":"AAEAAg==","port":2},"dev":"d7"}""",
        "v=1 up.data='AAEAAg==' up.port=2 dev='d7' | v=2 up.data='AAEAAg==' up.port=2 dev='d7'")]
    [InlineData("""{"up":{"data":"AAE="},"v":9}""", "v=1 up.data='AAE='")]
    [InlineData("""{"up":{"port":2}}""", "! no text in 'up.data' that holds the bytes")]
    [InlineData("""{"up":{"data":7}}""", "! no text in 'up.data' that holds the bytes")]
    [InlineData("""{"up":{"data":"A"}}""", "! 'up.data': no Base64 at character 0")]
    [InlineData(
        """{"up":""",
        "! not JSON at byte 6: Expected depth to be zero at the end of the JSON payload. "
        + "There is an open JSON object or array that should be closed")]
    public void Bytes_stand_in_a_field_of_json_whose_other_fields_are_kept(string json, string events) =>
        Assert.Equal(
            events,
            DecoderBench.Of("{ bytes: { in: up.data, from: base64, record: 2, layout: { v: { offset: 0, type: u16 } } } }").Read(json));

    [Fact]
    public void A_capture_wins_over_a_field_of_the_layout() =>
        Assert.Equal(
            "v='from topic' w=2 | v='from topic' w=4",
            DecoderBench.Of("{ bytes: { record: 2, layout: { v: { offset: 0, type: u8 }, w: { offset: 1, type: u8 } } } }")
                .Capturing("v", "from topic").Read([1, 2, 3, 4]));

    [Theory]
    [InlineData("float_be.bin", "type: f32", "21.5")]
    [InlineData("uint32_be.bin", "type: u32", "53")]
    [InlineData("float_le_neg.bin", "type: f32, byte_order: little", "-21.7")]
    public void Payloads_that_people_reported_are_read(string file, string field, string value) =>
        Assert.Equal($"v={value}", Field(field).Read(ReportedPayload(file)));

    [Theory]
    [InlineData(
        "in: data, layout: { v: { offset: 0, type: u8 } }",
        "'in' needs from hex or from base64: a field of JSON holds bytes as text")]
    [InlineData("length: 1, layout: { v: { offset: 0, type: u16 } }", "the field ends at byte 2, behind length 1")]
    [InlineData("record: 4, layout: { v: { offset: 3, type: u16 } }", "the field ends at byte 5, behind record 4")]
    [InlineData("length: 7, record: 4, layout: { v: { offset: 0, type: u8 } }", "length 7 is not header 0 and whole records of 4 bytes")]
    [InlineData("header: 2, layout: { v: { offset: 0, type: u8 } }", "'header' is for payloads of records: it needs 'record'")]
    [InlineData(
        "length: 2, min_length: 1, layout: { v: { offset: 0, type: u8 } }",
        "'min_length' and 'length' are both given: a length is exact or a least one")]
    [InlineData("layout: {}", "'layout' has no field")]
    [InlineData("layout: { v: { offset: 0, type: text } }", "'v': type text needs 'length'")]
    [InlineData("layout: { v: { offset: 0, type: u8, length: 2 } }", "'length' is not for type u8, which says it")]
    [InlineData("layout: { v: { offset: 0, type: u8, bit: 7, bits: 2 } }", "bits 7 to 8 are not in u8, which has 8")]
    [InlineData("layout: { v: { offset: 0, type: f32, bit: 7 } }", "'bit' is for whole numbers, not for type f32")]
    [InlineData("layout: { v: { offset: 0, type: u8, bits: 2 } }", "'bits' needs 'bit', the lowest one")]
    [InlineData("layout: { v: { offset: 0, type: u16, word_order: big } }", "'word_order' is for 4 and 8 bytes, not u16")]
    [InlineData("layout: { v: { offset: 0, type: u8, map: { on: 1 } } }", "'on' of 'map' is no whole number")]
    [InlineData("layout: { v: { offset: 0, type: u8, else: x } }", "'else' is for what 'map' does not have: it needs 'map'")]
    [InlineData(
        "layout: { v: { offset: 0, type: u8, scale: 2, map: { 1: a } } }",
        "'map' is for the number as it stands: not with 'scale' or 'add'")]
    [InlineData("layout: { v: { type: u8 } }", "'v' needs 'offset'")]
    [InlineData(
        "layout: { v: { offset: 0, type: u12 } }",
        "'type' must be one of i8, u8, i16, u16, i24, u24, i32, u32, i64, u64, "
        + "f16, f32, f64, bcd, bool, text, hex, not 'u12'")]
    [InlineData(
        "layout: { v: { offset: 0, typ: u8, type: u8 } }",
        "unknown key 'typ'; there is offset, type, length, byte_order, word_order, "
        + "bit, bits, scale, add, unit, map and else")]
    public void A_layout_that_cannot_be_is_told(string settings, string problem) =>
        Assert.Equal([problem], DecoderBench.ProblemsOf($"{{ bytes: {{ {settings} }} }}"));

    /// <summary>Whatever is written with the framework's own writers is read as what it was.</summary>
    [Fact]
    public void Numbers_come_back_from_every_order() =>
        Gen.Select(Gen.ULong, Gen.Bool, Gen.Bool).Sample((number, isLittle, wordsAreLittle) =>
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
            if (wordsAreLittle) bytes = [.. bytes.Chunk(2).Reverse().SelectMany(w => w)];
            if (isLittle) bytes = [.. bytes.Chunk(2).SelectMany(w => w.Reverse())];
            var field = $"type: u64, byte_order: {Order(isLittle)}, word_order: {Order(wordsAreLittle)}";
            return Field(field).One(bytes)["v"] == FieldValue.Of(number);
        }, iter: 200);

    [Fact]
    public void A_number_of_four_bytes_rounds_to_itself() =>
        Gen.Float.Where(float.IsFinite).Sample(number =>
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteSingleBigEndian(bytes, number);
            var read = Field("type: f32").One(bytes)["v"].AsNumber;
            var shortest = double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            return (float)read == number && read == (float.IsInteger(number) ? number : shortest);
        }, iter: 500);

    private static string Order(bool isLittle) => isLittle ? "little" : "big";

    private static DecoderBench Field(string field) => DecoderBench.Of($"{{ bytes: {{ layout: {{ v: {{ offset: 0, {field} }} }} }} }}");

    private static byte[] ReportedPayload(string file) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests/data/payloads", file));
}
