using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>The guide to decoders shows bindings with a golden case behind each: what really comes out.</summary>
public sealed partial class DocumentedDecodersTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/how-to/decode-payloads.md"));
            foreach (Match pair in Pair().Matches(page)) pairs.Add(pair.Groups["bindings"].Value, pair.Groups["cases"].Value);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_cases_of_the_guide_pass(string bindings, string cases)
    {
        var folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, Name().Match(cases).Groups[1].Value), bindings);
            var path = Path.Combine(folder, $"page{CasesFile.Ending}");
            File.WriteAllText(path, cases);

            var result = CaseSuite.Run(path);

            Assert.Empty(result.Problems.Select(p => p.Render()));
            Assert.All(result.Cases, c => Assert.True(c.Passed, $"{c.Name}\n{c.Failure}{string.Join('\n', c.Difference)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_guide_shows_a_case_for_each_decoder_of_text() => Assert.Equal(8, Pairs.Count);

    // Code blocks with nothing but a blank line between them.
    [GeneratedRegex(
        "```yaml\n(?<bindings>bindings:\n.*?)```\n\n```yaml\n(?<cases>bindings: \\S+\\.yaml\ncases:\n.*?)```", RegexOptions.Singleline)]
    private static partial Regex Pair();

    [GeneratedRegex("^bindings: (\\S+)")]
    private static partial Regex Name();
}
