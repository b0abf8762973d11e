using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>The written pages hold together and give nothing away.</summary>
public sealed partial class PageTests
{
    private static readonly string[] DecisionParts = ["Status", "Context", "Decision", "Consequences"];

    private static IEnumerable<string> Pages => Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    private static IEnumerable<string> Decisions => Repository.Files.Where(f => DecisionFile().IsMatch(f));

    [Fact]
    public void A_decision_has_its_four_parts_in_order()
    {
        var offences = from page in Offences.MustNotBeEmpty(Decisions, "decisions")
                       let parts = Heading().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value).Where(DecisionParts.Contains)
                       where !parts.SequenceEqual(DecisionParts)
                       select page;
        Offences.MustBeEmpty(offences, $"Decisions are {string.Join(", ", DecisionParts)}:");
    }

    [Fact]
    public void A_decision_s_number_is_its_own() =>
        Offences.MustBeEmpty(
            Decisions.GroupBy(d => Path.GetFileName(d)[..4]).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g)),
            "Same number:");

    [Fact]
    public void Every_kind_of_fault_names_tests_that_are_there()
    {
        var kinds = FaultKind().Matches(Repository.Read("docs/faults.md"));
        Assert.Equal(Enumerable.Range(1, kinds.Count).Select(number => $"{number}"), kinds.Select(kind => kind.Groups[1].Value));
        var tests = Repository.Sources.Where(source => source.Room == "tests")
            .ToLookup(source => Path.GetFileName(source.Path).Split('.')[0], source => source.Text);
        var offences = from kind in kinds
                       let names = TestName().Matches(kind.Groups[2].Value)
                           .Select(m => (Class: m.Groups[1].Value, Test: m.Groups[2].Value)).ToList()
                       let missing = names.Where(
                           name => !tests[name.Class].Any(text => text.Contains($" {name.Test}(", StringComparison.Ordinal)))
                       from offence in names.Count == 0 ? ["no test"] : missing.Select(name => $"{name.Class}.{name.Test} is not there")
                       select $"{kind.Groups[1].Value}: {offence}";
        Offences.MustBeEmpty(offences, "Kinds of faults in docs/faults.md:");
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var offences = from page in Offences.MustNotBeEmpty(Pages, "pages")
                       from link in Link().Matches(CodeBlock().Replace(Repository.Read(page), string.Empty)).Select(m => m.Groups[1].Value)
                       where !link.Contains(':', StringComparison.Ordinal) && !link.StartsWith('#')
                       let target = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link.Split('#')[0]))
                       where !File.Exists(target) && !Directory.Exists(target)
                       select $"{page}: {link}";
        Offences.MustBeEmpty(offences, "Broken links:");
    }

    [Fact]
    public void No_file_names_a_package_registry_or_a_place_on_someone_s_machine()
    {
        var offences = from file in Repository.Files.Where(f => !Binary().IsMatch(f))
                       from match in Private().Matches(Repository.Read(file)).Select(m => m.Value)
                       select $"{file}: {match}";
        Offences.MustBeEmpty(offences, "Not for a repository:");
    }

    [GeneratedRegex(@"^docs/decisions/\d{4}-[\w-]+\.md$")]
    private static partial Regex DecisionFile();

    [GeneratedRegex(@"^#+ (\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<!\\)\]\(<?([^)\s>]+)>?(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```[\s\S]*?^```|`[^`\n]*`", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\.(png|ico|gz|bin|db|woff2?)$")]
    private static partial Regex Binary();

    [GeneratedRegex(
        @"(api|www)\.nuget\.org|registry\.npmjs|\bdeb\.debian|\bpypi\.org|crates\.io|(?<![\w.~-])/(work|root|home/\w+)/[\w.]|/tmp/[w]t")]
    private static partial Regex Private();

    [GeneratedRegex(@"^\| (\d+) \|(.*)$", RegexOptions.Multiline)]
    private static partial Regex FaultKind();

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex TestName();
}
