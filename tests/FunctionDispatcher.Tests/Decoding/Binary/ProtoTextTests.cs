using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Decoders.Protobuf;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static EventEdge.FunctionDispatcher.Tests.Decoding.Binary.PlantMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>A <c>.proto</c> file means to us what it means to <c>protoc</c>, and to Google's library.</summary>
public sealed class ProtoTextTests
{
    private const string Third =
        """
        syntax = "proto3";
        package plant.v1;
        option java_package = "x";
        /* kinds of fields */
        message Reading {
          double a = 1; float b = 2; int32 c = 3; int64 d = 4; uint32 e = 5; uint64 f = 6; sint32 g = 7; sint64 h = 8;
          fixed32 i = 9; fixed64 j = 10; sfixed32 k = 11; sfixed64 l = 12; bool m = 13; string n = 14; bytes o = 15;
          optional int32 present = 16;
          repeated int32 packed = 17; repeated int32 apart = 18 [packed = false]; repeated Part parts = 19;
          map<string, Part> by_name = 20; map<int32, double> by_number = 21;
          oneof choice { string text = 22; Part part = 23; }
          State state = 24; .plant.v1.State other = 25; Inner.Deep deep = 26;
          message Inner { message Deep { State state = 1; } enum State { X = 0; } State state = 1; }
          reserved 100 to 200, 300; reserved "old";
        }
        message Part { string name = 1; Reading again = 2; }
        enum State { option allow_alias = true; IDLE = 0; RUN = 1; RUNNING = 1; BACK = -1; }
        service S { rpc Call (Reading) returns (stream Part) { option deprecated = true; } }
        """;

    private const string Second =
        """
        syntax = "proto2";
        message Old {
          required int32 a = 1; optional string b = 2 [default = "x;}{"]; repeated double c = 3;
          optional Kind kind = 4 [default = TWO, deprecated = true];
          enum Kind { ONE = 1; TWO = 2; }
          extensions 100 to max;
        }
        extend Old { optional int32 more = 100; }
        """;

    [Theory]
    [InlineData(Third)]
    [InlineData(Second)]
    public void It_is_what_protoc_makes_of_it(string text)
    {
        var ours = SchemaOf(ProtoText.Compile("a.proto", Encoding.UTF8.GetBytes(text), _ => null).Bytes!);

        Assert.Equal(SchemaOf(Protoc(text)), ours);
    }

    [Fact]
    public void What_the_library_of_record_writes_is_read_the_same_by_either()
    {
        var text = "syntax = \"proto3\"; import \"google/protobuf/struct.proto\"; message A { google.protobuf.Struct s = 1; }";
        var compiled = ProtoText.Compile("a.proto", Encoding.UTF8.GetBytes(text), _ => null).Bytes!;
        var set = SetOf(StructReflection.Descriptor);
        const string decode = "{ protobuf: { descriptor: plant.pb, message: google.protobuf.Struct } }";
        Gen.Select(Gen.Char.AlphaNumeric, Gen.Double[-1e9, 1e9]).Array[0, 5].Sample(
            values =>
            {
                var map = new Struct();
                foreach (var (name, value) in values) map.Fields[$"{name}"] = Value.ForNumber(value);
                var bytes = map.ToByteArray();

                Assert.Equal(DecoderBench.Of(decode, set).Read(bytes), DecoderBench.Of(decode, compiled).Read(bytes));
            },
            iter: 100);
    }

    [Fact]
    public void Imports_are_bounded()
    {
        var next = 1;

        var told = ProtoText.Compile("a.proto", Import(0), _ => Import(next++));

        Assert.Equal("more than 64 files are imported", told.Problem);

        static byte[] Import(int number) => Encoding.UTF8.GetBytes($"syntax = \"proto3\"; import \"f{number + 1}.proto\";");
    }

    [Fact]
    public void Whatever_a_text_is_the_parser_comes_back() => Gen.OneOf(
        Gen.String[Gen.Char["message enum{}[]()<>;=\"'/*\\\n1.x"], 0, 80],
        Gen.Int[0, Third.Length].Select(length => Third[..length]),
        Gen.Select(Gen.Int[0, Third.Length - 1], Gen.Char).Select((at, c) => $"{Third[..at]}{c}{Third[(at + 1)..]}")).Sample(
            text =>
            {
                var compiled = ProtoText.Compile("a.proto", Encoding.UTF8.GetBytes(text), _ => null);
                Assert.NotEqual(compiled.Bytes is null, compiled.Problem is null);
            },
            iter: 500);

    private static string SchemaOf(byte[] set)
    {
        Assert.Null(ProtobufSchema.Read(set, out var schema));
        var lines = new List<string>();
        foreach (var message in schema.AllMessages.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            lines.Add($"{message.Name} {message.IsMapEntry}");
            lines.AddRange(message.Fields.OrderBy(f => f.Number).Select(f =>
                $"  {f.Number} {f.Name} {f.Kind} {f.TypeName} {f.IsRepeated} {f.IsRequired} {f.IsZeroWhenAbsent} "
                + string.Join(',', (f.Enumeration ?? new Dictionary<int, string>()).OrderBy(e => e.Key))));
        }

        return string.Join('\n', lines);
    }

    private static byte[] Protoc(string text)
    {
        var folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.proto"), text);
            using var protoc = Process.Start(
                new ProcessStartInfo("protoc", ["--include_imports", "--descriptor_set_out=a.pb", "a.proto"])
                { WorkingDirectory = folder, RedirectStandardError = true })!;
            var errors = protoc.StandardError.ReadToEnd();
            Assert.True(protoc.WaitForExit(TimeSpan.FromSeconds(30)) && protoc.ExitCode == 0, errors);
            return File.ReadAllBytes(Path.Combine(folder, "a.pb"));
        }
        catch (Win32Exception)
        {
            Assert.Skip("protoc is not installed");
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
