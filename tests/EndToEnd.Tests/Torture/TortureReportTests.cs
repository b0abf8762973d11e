using EventEdge.Tests.Support;
using EventEdge.Torture.Check;

namespace EventEdge.EndToEnd.Tests.Torture;

public sealed class TortureReportTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Page => _directory.File("report.md");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_run_survives_its_line()
    {
        var run = Run(1, lost: 3);
        Assert.Equivalent(run, RunResult.Parse(run.ToLine()), strict: true);
    }

    [Fact]
    public void A_report_grows_by_invocations()
    {
        new TortureReport(Page, append: false).Add(Run(1));
        var second = new TortureReport(Page, append: true);
        second.Add(Run(2));
        second.Add(Run(3));

        var text = File.ReadAllText(Page);
        Assert.Contains("| runs without any departure | 3 of 3 |", text, StringComparison.Ordinal);
        Assert.Contains("| acknowledged readings | 300 |", text, StringComparison.Ordinal);
        Assert.Contains("| kill -9 of edge or cloud | 12 |", text, StringComparison.Ordinal);
        Assert.Contains("| edge: kill -9 | 12 | 3 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_append_it_begins_anew()
    {
        new TortureReport(Page, append: false).Add(Run(1));
        new TortureReport(Page, append: false).Add(Run(2));
        Assert.Contains("1 of 1", File.ReadAllText(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_departure_is_shown_with_its_seed()
    {
        var page = TortureReport.Page([Run(1), Run(2, lost: 5)]);
        Assert.Contains("| acknowledged − stored | 5 |", page, StringComparison.Ordinal);
        Assert.Contains("1 of 2", page, StringComparison.Ordinal);
        Assert.Contains("Seed 2, for example: five are missing", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_was_compared_is_in_the_report_and_a_departure_of_it_is_one_of_the_run()
    {
        var run = Run(1) with { Claims = new Dictionary<string, string?> { ["good keys"] = null, ["retained messages"] = "two are gone" } };
        Assert.False(run.Clean);
        Assert.Equivalent(run, RunResult.Parse(run.ToLine()), strict: true);
        var page = TortureReport.Page([run, Run(2) with { Unexplained = ["a gap of three"] }]);
        Assert.Contains("| good keys | 1 | 0 |", page, StringComparison.Ordinal);
        Assert.Contains("| retained messages | 1 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains("Seed 1, retained messages: two are gone", page, StringComparison.Ordinal);
        Assert.Contains("Seed 2, not explained: a gap of three", page, StringComparison.Ordinal);
        Assert.Contains("| runs without any departure | 0 of 2 |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_earlier_versions_are_read()
    {
        var lines = File.ReadLines(Repository.File("docs/torture-report.jsonl")).Take(20).Select(RunResult.Parse).ToList();
        Assert.All(lines, run => Assert.True(run.Clean && run.Claims.Count == 0, $"{run.Seed}"));
    }

    [Theory]
    [InlineData(7, 7, true)]
    [InlineData(6, 7, false)]
    [InlineData(8, 7, false)]
    public void What_the_store_refused_must_be_a_dead_letter_neither_more_nor_less(long deadLetters, long refused, bool clean) =>
        Assert.Equal(clean, (Run(1) with { Ledger = Ledger with { DeadLetters = deadLetters, Refused = refused } }).Clean);

    [Fact]
    public void A_run_whose_nodes_did_not_answer_is_not_clean() => Assert.False((Run(1) with { Ledger = null }).Clean);

    private static LedgerCheck Ledger => new(Drained: true, 0, 0, 0, 0, 0, 0);

    private static RunResult Run(int seed, long lost = 0) => new()
    {
        Seed = seed, Store = "InfluxDB", Seconds = 60, Kills = 4, Faults = 4, Acknowledged = 100, Windows = 1, Resent = 2, Lost = lost,
        CountedTwice = 0, WrongWindows = 0, DuplicatePoints = 0, StrangeAcks = 0, Ledger = Ledger,
        Kinds = new Dictionary<string, FaultCount> { ["edge: kill -9"] = new(4, 1) },
        Examples = lost > 0 ? ["five are missing"] : [], Setting = "20 sensors", Versions = "all of them",
    };
}
