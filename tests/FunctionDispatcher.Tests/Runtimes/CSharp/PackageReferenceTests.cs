using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary><c>#:package</c>: what is on the node is used, what is not is told, nothing is fetched.</summary>
public sealed class PackageReferenceTests : IDisposable
{
    private readonly CodeFolder _folder = new(string.Empty);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_package_beside_the_bindings_is_used_with_what_it_depends_on()
    {
        Install("outer", "1.2.0", "public static class Outer { public static int Answer() => Inner.Answer; }",
            """<dependency id="Inner" version="0.9.0" />""",
            Install("inner", "1.0.0", "public static class Inner { public static int Answer => 42; }"));
        _folder.Write(
            "own.cs", "#:package Outer@1.2.0\n" + CodeFolder.Answering(0).Replace("0", "Outer.Answer()", StringComparison.Ordinal));
        var output = new CollectingOutput();
        using var dispatcher = _folder.Dispatcher(output);

        dispatcher.Apply(_folder.Config());
        dispatcher.Dispatch(Some.Reading(1, 20));

        Assert.Equal(42, Assert.Single(output.Points).Point.Fields.Single().Value.AsNumber);
    }

    [Theory]
    [InlineData("#:package Nothing.Such@1.0.0", "package Nothing.Such@1.0.0 is not on this node")]
    [InlineData("#:package Newtonsoft.Json", "only '#:package Name@Version' is understood here")]
    [InlineData("#:property Nullable=disable", "only '#:package Name@Version' is understood here")]
    [InlineData("#:package ../../etc@1.0.0", "only '#:package Name@Version' is understood here")]
    public void What_cannot_be_had_is_told_in_its_line(string directive, string message)
    {
        _folder.Write("own.cs", $"// A function.\n{directive}\n{CodeFolder.Answering(1)}");

        var problem = Assert.Single(_folder.Read().Problems);

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (problem.Line, problem.Column));
    }

    [Fact]
    public void Another_version_on_the_node_is_named()
    {
        Install("inner", "1.0.0", "public static class Inner;");
        _folder.Write("own.cs", "#:package Inner@2.0.0\n" + CodeFolder.Answering(1));

        Assert.Contains("; there is 1.0.0.", Assert.Single(_folder.Read().Problems).Message, StringComparison.Ordinal);
    }

    private string Install(string name, string version, string source, string dependencies = "", params string[] references)
    {
        var package = Path.Combine(_folder.Path, "packages", name, version);
        var library = Path.Combine(package, "lib", "netstandard2.0");
        Directory.CreateDirectory(library);
        var group = $"""<group targetFramework=".NETStandard2.0">{dependencies}</group>""";
        File.WriteAllText(
            Path.Combine(package, $"{name}.nuspec"), $"<package><metadata><dependencies>{group}</dependencies></metadata></package>");
        var answer = new SourceCompiler().Compile(new($"{name}.cs", source, [.. HostReferences.Files(), .. references], name));
        Assert.Empty(answer.Errors);
        var file = Path.Combine(library, $"{name}.dll");
        File.WriteAllBytes(file, answer.Image!);
        return file;
    }
}
