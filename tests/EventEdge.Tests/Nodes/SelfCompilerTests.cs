using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.EventEdge.Tests.Nodes;

/// <summary>The program as a compiler of its own: started when it is needed, and the same answers as in this process.</summary>
public sealed class SelfCompilerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "public sealed class F : IEventFunction { public IEnumerable<Measurement> Invoke(EdgeEvent i, FunctionContext c) => []; }", 0)]
    [InlineData("public sealed class F : IEventFunction { int x = \"a\"; }", 2)]
    public void The_compiler_process_says_what_the_compiler_says(string source, int problems)
    {
        File.WriteAllText(Path.Combine(_folder, "f.cs"), source);
        var program = Path.Combine(AppContext.BaseDirectory, "eventedge.dll");
        using var apart = new FunctionCode(_folder, compilerCommand: ["dotnet", program, "compile-functions"]);
        using var here = new FunctionCode(_folder);

        var reading = Read(apart);

        Assert.Null(reading.Obstacle);
        Assert.Equal(problems, reading.Problems.Count);
        Assert.Equal(Read(here).Problems, reading.Problems);
    }

    [Fact]
    public void A_program_that_is_no_compiler_is_told()
    {
        File.WriteAllText(Path.Combine(_folder, "f.cs"), "class F;");
        using var code = new FunctionCode(_folder, compilerCommand: ["/bin/true"]);

        var reading = Read(code);

        Assert.StartsWith("the compiler does not answer", reading.Obstacle, StringComparison.Ordinal);
    }

    private static CodeReading Read(FunctionCode code) => Assert.Single(
        BindingsFile.Parse("bindings: [{ name: b, trigger: { mqtt: t }, function: { csharp: f.cs } }]", "b.yaml", code: code).Code);
}
