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
