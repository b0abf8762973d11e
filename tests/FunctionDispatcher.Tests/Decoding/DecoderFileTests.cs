using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>The file that a decoder names is read, checked and kept together with the bindings file.</summary>
public sealed class DecoderFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_configuration_goes_on_with_the_file_it_was_read_with()
    {
        Write(DurationReflection.Descriptor, "google.protobuf.Duration");
        var read = Load();
        var before = read.Config!.Bindings[0];
        Write(TimestampReflection.Descriptor, "google.protobuf.Timestamp");

        var after = BindingsFile.ParsePinned(read.PinnedText, "b.yaml").Config!.Bindings[0];

        Assert.Equal(before.Decode!.Content, after.Decode!.Content);
        Assert.Equal(BindingVersion.Of(before), BindingVersion.Of(after));
    }

    [Fact]
    public void An_edited_file_is_another_version()
    {
        Write(DurationReflection.Descriptor, "google.protobuf.Duration");
        var before = Load();
        Write(DurationReflection.Descriptor, "google.protobuf.Duration", TimestampReflection.Descriptor);
        var after = Load();

        Assert.NotEqual(BindingVersion.Of(before.Config!.Bindings[0]), BindingVersion.Of(after.Config!.Bindings[0]));
        Assert.NotEqual(before.Code.Single(c => c.Path == "set.pb").Content, after.Code.Single(c => c.Path == "set.pb").Content);
    }

    [Fact]
    public void Pinned_files_may_be_larger_than_a_bindings_file()
    {
        Write(DurationReflection.Descriptor, "google.protobuf.Duration");
        var result = Load();
        var large = result with { Text = result.Text + "\n# " + new string('x', BindingsFile.SizeLimit - result.Text.Length - 200) };
        Assert.True(large.PinnedText.Length > BindingsFile.SizeLimit - 200);
        Assert.NotNull(BindingsFile.ParsePinned(large.PinnedText, "b.yaml").Config!.Bindings[0].Decode!.Content);
    }

    [Theory]
    [InlineData(null, "there is no file")]
    [InlineData("no set", "'set.pb': it is no descriptor set")]
    [InlineData("large", "'set.pb' is larger than 256KiB")]
    public void A_file_that_cannot_be_used_is_told_at_its_key(string? content, string problem)
    {
        Bindings("google.protobuf.Duration");
        if (content is not null)
            File.WriteAllText(Path.Combine(_folder, "set.pb"), content == "large" ? new string('x', 300_000) : content);

        var told = Assert.Single(Load().Problems);

        Assert.StartsWith(problem, told.Message, StringComparison.Ordinal);
        Assert.Equal((4, 39), (told.Line, told.Column));
    }

    [Fact]
    public void A_proto_file_is_compiled_with_what_it_imports_and_kept_so()
    {
        ProtoBindings("plant.Reading");
        File.WriteAllText(Path.Combine(_folder, "plant.proto"), Plant);
        Directory.CreateDirectory(Path.Combine(_folder, "parts"));
        File.WriteAllText(Path.Combine(_folder, "parts", "unit.proto"), Unit);
        var read = Load();
        Assert.Empty(read.Problems.Select(p => p.Render()));
        var before = read.Config!.Bindings[0];
        Assert.Equal(["plant.proto", "parts/unit.proto"], read.Code.Select(c => c.Path));

        File.WriteAllText(Path.Combine(_folder, "plant.proto"), "// another comment\n" + Plant);
        Assert.Equal(BindingVersion.Of(before), BindingVersion.Of(Load().Config!.Bindings[0]));
        File.WriteAllText(Path.Combine(_folder, "parts", "unit.proto"), Unit.Replace("KELVIN", "CELSIUS", StringComparison.Ordinal));
        Assert.NotEqual(BindingVersion.Of(before), BindingVersion.Of(Load().Config!.Bindings[0]));
        Directory.Delete(Path.Combine(_folder, "parts"), recursive: true);
        var pinned = BindingsFile.ParsePinned(read.PinnedText, "b.yaml").Config!.Bindings[0];
        Assert.Equal(BindingVersion.Of(before), BindingVersion.Of(pinned));
    }

    [Theory]
    [InlineData("syntax = \"proto3\";\nmessage A { int32 x = 1 }", "'plant.proto', line 2, column 25: expected Symbol ';'")]
    [InlineData("syntax = \"proto3\";\nmessage A { B x = 1; }", "'plant.proto', line 2, column 13: type not found: 'B'")]
    [InlineData("syntax = \"proto3\";\nimport \"no.proto\";", "'plant.proto', line 2, column 8: unable to find")]
    [InlineData("syntax = \"proto3\";\nmessage A { int32 x = 1; }", "'plant.proto' has no message 'plant.Reading'")]
    [InlineData("", "'plant.proto' has no message 'plant.Reading'")]
    [InlineData("\u0000\u0001", "'plant.proto'")]
    public void A_proto_file_that_cannot_be_used_is_told_with_its_place(string text, string problem)
    {
        ProtoBindings("plant.Reading");
        File.WriteAllText(Path.Combine(_folder, "plant.proto"), text);

        Assert.StartsWith(problem, Assert.Single(Load().Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proto_file_that_would_end_the_parser_is_refused()
    {
        ProtoBindings("plant.Reading");
        File.WriteAllText(Path.Combine(_folder, "plant.proto"), string.Concat(Enumerable.Repeat("message A {", 20_000)));

        Assert.Equal("'plant.proto' is nested more than 64 deep", Assert.Single(Load().Problems).Message);
    }

    [Theory]
    [InlineData("{ message: a.B }", "the schema of the message is missing: give 'proto' or 'descriptor'")]
    [InlineData("{ proto: a.proto, descriptor: a.pb, message: a.B }", "'proto' and 'descriptor' are both given: a binding has one schema")]
    [InlineData("{ proto: a.pb, message: a.B }", "'a.pb' is no .proto file: a descriptor set goes by 'descriptor'")]
    public void A_schema_is_given_once(string settings, string problem) =>
        Assert.Contains(problem, DecoderBench.ProblemsOf($"{{ protobuf: {settings} }}"));

    private const string Unit = "syntax = \"proto3\"; package parts; enum Unit { NONE = 0; KELVIN = 1; }";

    private const string Plant =
        """
        syntax = "proto3";
        package plant;
        import "google/protobuf/timestamp.proto";
        import "parts/unit.proto";
        // One reading.
        message Reading { double temperature = 1; parts.Unit unit = 2; google.protobuf.Timestamp at = 3; }
        """;

    private void ProtoBindings(string message) => File.WriteAllText(
        Path.Combine(_folder, "b.yaml"),
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: "a/#" }
            decode: { protobuf: { proto: plant.proto, message: {{message}} } }
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: m }
        """);

    private void Write(FileDescriptor first, string message, params FileDescriptor[] others)
    {
        Bindings(message);
        var set = new FileDescriptorSet { File = { first.ToProto() } };
        set.File.AddRange(others.Select(f => f.ToProto()));
        File.WriteAllBytes(Path.Combine(_folder, "set.pb"), set.ToByteArray());
    }

    private void Bindings(string message) => File.WriteAllText(
        Path.Combine(_folder, "b.yaml"),
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: "a/#" }
            decode: { protobuf: { descriptor: set.pb, message: {{message}} } }
            function: { builtin: pass }
            emit: { measurement: b }
        """);

    private BindingsResult Load()
    {
        using var code = new FunctionCode(_folder);
        return BindingsFile.Load(Path.Combine(_folder, "b.yaml"), EventEdgeComponents.Default, code);
    }
}
