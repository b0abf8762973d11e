using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Schema;

/// <summary>Whoever copies bindings out of a page gets bindings that work.</summary>
public sealed partial class DocumentedBindingsTests
{
    private static readonly string[] Folders = [
        "docs", "samples", "Contracts", "FunctionDispatcher", "EdgeBridge", "CloudIngest", "EventEdge"];

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string>();
            foreach (var page in Pages())
            {
                foreach (Match block in Yaml().Matches(File.ReadAllText(page)))
                {
                    var yaml = block.Groups[1].Value;
                    var isCases = yaml.Contains("\ncases:", StringComparison.Ordinal);
                    if (!isCases && yaml.Contains("bindings:", StringComparison.Ordinal))
                        blocks.Add(Path.GetRelativePath(RepositoryRoot.Path, page), yaml);
                }
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Documented_bindings_are_valid(string page, string block) =>
        Assert.Empty(BindingsFile.Parse(block, page, EventEdgeComponents.Default).Problems.Select(p => p.Render()));

    [Fact]
    public void The_pages_that_show_bindings_are_found() => Assert.True(Blocks.Count >= 4, $"only {Blocks.Count} blocks");

    private static IEnumerable<string> Pages() =>
        Folders.SelectMany(f => Directory.GetFiles(Path.Combine(RepositoryRoot.Path, f), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(RepositoryRoot.Path, "README.md"));

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
