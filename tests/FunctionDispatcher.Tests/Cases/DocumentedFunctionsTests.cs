using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Every sample's cases pass, and every function shown in a page compiles.</summary>
public sealed partial class DocumentedFunctionsTests
{
    public static TheoryData<string> CaseFiles =>
        [.. Directory.GetFiles(Root("samples"), $"*{CasesFile.Ending}", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(RepositoryRoot.Path, f))];

    [Theory]
    [MemberData(nameof(CaseFiles))]
    public void The_cases_of_a_sample_pass(string file)
    {
        var result = CaseSuite.Run(Root(file));

        Assert.Empty(result.Problems.Select(p => p.Render()));
        Assert.NotEmpty(result.Cases);
        Assert.All(result.Cases, c => Assert.True(c.Passed, $"{c.Name}\n{c.Failure}{string.Join('\n', c.Difference)}"));
    }

    [Fact]
    public void Functions_shown_in_the_guide_compile_and_its_cases_are_well_formed()
    {
        var page = File.ReadAllText(Root("docs/how-to/csharp-functions.md"));
        var folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
        try
        {
            using var code = new FunctionCode(folder);
            foreach (Match block in CSharp().Matches(page))
            {
                File.WriteAllText(Path.Combine(folder, "f.cs"), block.Groups[1].Value);
                var reading = Assert.Single(code.ReaderOf("csharp", new CSharpRuntime().OpenCode)!.Read(
                    new CSharpFunctionConfig { Csharp = new CSharpConfig { Source = "f.cs" } }));
                Assert.Null(reading.Obstacle);
                Assert.Empty(reading.Problems.Select(p => p.Render()));
            }

            var cases = Cases().Match(page).Groups[1].Value;
            Assert.Empty(CasesFile.Parse(cases, "guide").Problems.Select(p => p.Render()));
            Assert.Equal(2, CSharp().Count(page));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Root(string path) => Path.Combine(RepositoryRoot.Path, path);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("```yaml\n(bindings: overheat.yaml.*?)```", RegexOptions.Singleline)]
    private static partial Regex Cases();
}
