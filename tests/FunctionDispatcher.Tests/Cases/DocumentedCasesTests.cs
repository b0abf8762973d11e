using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Pages that show a bindings file and its golden cases are right: the cases pass as they stand there.</summary>
public sealed partial class DocumentedCasesTests
{
    [Theory]
    [InlineData("docs/how-to/shape-events.md", "press.yaml")]
    [InlineData("docs/how-to/binary-payloads.md", "binary.yaml")]
    public void The_cases_of_a_page_pass(string page, string file)
    {
        var blocks = Yaml().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page))).Select(m => m.Groups[1].Value).ToList();
        var folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, file), blocks.First(b => b.StartsWith("bindings:\n", StringComparison.Ordinal)));
            var cases = Path.Combine(folder, $"page{CasesFile.Ending}");
            File.WriteAllText(cases, blocks.First(b => b.StartsWith($"bindings: {file}", StringComparison.Ordinal)));

            var result = CaseSuite.Run(cases);

            Assert.Empty(result.Problems.Select(p => p.Render()));
            Assert.NotEmpty(result.Cases);
            Assert.All(result.Cases, c => Assert.True(c.Passed, $"{c.Name}\n{c.Failure}{string.Join('\n', c.Difference)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
