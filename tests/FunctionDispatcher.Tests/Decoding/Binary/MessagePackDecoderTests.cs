using System.Buffers;
using CsCheck;
using EventEdge.FunctionDispatcher.Tests.Functions;
using MessagePack;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

public sealed class MessagePackDecoderTests
{
    [Theory]
    [InlineData("07", "7")]
    [InlineData("ff", "-1")]
    [InlineData("ccc8", "200")]
    [InlineData("cdffff", "65535")]
    [InlineData("ceffffffff", "4294967295")]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("d080", "-128")]
    [InlineData("d1ff00", "-256")]
    [InlineData("d2fffffffe", "-2")]
    [InlineData("d38000000000000000", "-9223372036854775808")]
    [InlineData("ca41ac0000", "21.5")]
    [InlineData("ca41ad999a", "21.700000762939453")]
    [InlineData("cb4035b33333333333", "21.7")]
    [InlineData("cb7ff8000000000000", "null")]
    [InlineData("c0", "null")]
    [InlineData("c2", "false")]
    [InlineData("c3", "true")]
    [InlineData("a26869", "'hi'")]
    [InlineData("d9026869", "'hi'")]
    [InlineData("c4020102", "'AQI='")]
    [InlineData("d505aabb", "'qrs='")]
    [InlineData("d6ff00000001", "'1970-01-01T00:00:01Z'")]
    [InlineData("d7ff7735940000000001", "'1970-01-01T00:00:01.5Z'")]
    [InlineData("c70cff00000001ffffffffffffffff", "'1969-12-31T23:59:59.000000001Z'")]
    public void Every_code_is_read(string hex, string value) =>
        Assert.Equal($"value={value}", DecoderBench.Of("messagepack").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("", "the payload is empty")]
    [InlineData("81", "not MessagePack at byte 0: the payload ends inside it")]
    [InlineData("81a16107ff", "1 bytes behind the message, at byte 4")]
    [InlineData("81a161", "not MessagePack at byte 3: the payload ends inside it")]
    [InlineData("c1", "not MessagePack at byte 0: 0xc1 has no meaning")]
    [InlineData("a2c328", "not MessagePack at byte 0: a text that is not UTF-8")]
    [InlineData("dfffffffff", "not MessagePack at byte 0: the payload ends inside it")]
    [InlineData("ddffffffff", "not MessagePack at byte 0: the payload ends inside it")]
    [InlineData("d6ff0000", "not MessagePack at byte 0: the payload ends inside it")]
    [InlineData("c702ff0000", "not MessagePack at byte 0: a timestamp that is none")]
    [InlineData("920102", "the message is a list: 'each: .' makes an event of each element")]
    [InlineData("8193010203c0", "a name at byte 1 is neither a text nor a whole number")]
    public void What_is_no_message_is_told_with_its_place(string hex, string problem) =>
        Assert.Equal($"! {problem}", DecoderBench.Of("messagepack").Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(".", "92 81a17401 81a17402", "t=1 | t=2")]
    [InlineData("r", "82 a16401 a172 92 81a17401 07", "d=1 t=1 | d=1 index=1 value=7")]
    [InlineData("r", "82 a16401 a172 90", "")]
    public void Each_element_of_a_list_is_an_event(string each, string hex, string events) =>
        Assert.Equal(
            events,
            DecoderBench.Of($"{{ messagepack: {{ each: '{each}' }} }}")
                .Read(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal))));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[0]")]
    [InlineData("")]
    public void A_path_that_is_none_is_told(string each) =>
        Assert.StartsWith(
            "'each' must have the form", Assert.Single(DecoderBench.ProblemsOf($"{{ messagepack: {{ each: '{each}' }} }}")),
            StringComparison.Ordinal);

    [Fact]
    public void The_payload_that_people_reported_is_read() =>
        Assert.Equal(
            "temperature=21.5",
            DecoderBench.Of("messagepack").Read(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests/data/payloads/msgpack.bin"))));

    [Fact]
    public void What_the_library_of_record_writes_comes_back() =>
        ItemTrees.Maps.Sample(tree =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            Write(ref writer, tree);
            writer.Flush();
            Assert.Equal(
                ItemTrees.FieldsOf(tree), ItemTrees.FieldsOf(DecoderBench.Of("messagepack").One(buffer.WrittenSpan.ToArray())));
        }, iter: 1000);

    [Fact]
    public void Times_of_the_library_of_record_come_back() =>
        Gen.DateTime[DateTime.MinValue, DateTime.MaxValue].Sample(time =>
        {
            time = DateTime.SpecifyKind(time, DateTimeKind.Utc);
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            writer.Write(time);
            writer.Flush();
            var read = DecoderBench.Of("messagepack").One(buffer.WrittenSpan.ToArray())["value"].AsText;
            Assert.Equal(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"), read);
        }, iter: 500);

    private static void Write(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case long number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            case string text: writer.Write(text); break;
            case byte[] bytes: writer.Write(bytes); break;
            case Dictionary<string, object?> map:
                writer.WriteMapHeader(map.Count);
                foreach (var (name, inner) in map)
                {
                    writer.Write(name);
                    Write(ref writer, inner);
                }

                break;
            case List<object?> list:
                writer.WriteArrayHeader(list.Count);
                foreach (var inner in list) Write(ref writer, inner);
                break;
        }
    }
}
