using System.Globalization;
using System.Text;

namespace EventEdge.Torture.Check;

/// <summary>
/// The report: runs as JSON lines beside a page that sums them. The lines are what is kept; the page is written anew from all of them, so
/// that a report can be grown by any number of invocations.
/// </summary>
internal sealed class TortureReport
{
    private readonly string _page;
    private readonly List<RunResult> _runs = [];

    /// <param name="page">Path of the page; the lines are beside it, with the ending <c>.jsonl</c>.</param>
    /// <param name="append">Goes on from the lines that are there.</param>
    public TortureReport(string page, bool append)
    {
        _page = page;
        if (append && File.Exists(Lines)) _runs.AddRange(File.ReadLines(Lines).Where(line => line.Length > 0).Select(RunResult.Parse));
    }

    private string Lines => Path.ChangeExtension(_page, ".jsonl");

    /// <summary>Enters a run and writes both files.</summary>
    public void Add(RunResult run)
    {
        _runs.Add(run);
        File.WriteAllLines(Lines, _runs.Select(r => r.ToLine()));
        File.WriteAllText(_page, Page(_runs));
    }

    /// <summary>The page.</summary>
    public static string Page(IReadOnlyList<RunResult> runs)
    {
        var text = new StringBuilder();
        text.AppendLine("# Torture report").AppendLine()
            .AppendLine(
                "Written by `bench/torture.sh`; what it does and why: [decision 8](decisions/0008-torture.md). Repeat a run by its seed:")
            .AppendLine("faults and their order are the same, the moments within the program are not.").AppendLine();
        Sums(text, runs);
        foreach (var setting in runs.GroupBy(run => run.Setting)) Line(text, $"{SeedsOf(setting)}: {setting.Key}\n");
        text.AppendLine("A window is 100 readings of one sensor, or 10 in every fifth seed.").AppendLine();
        foreach (var versions in runs.GroupBy(run => run.Versions)) Line(text, $"{SeedsOf(versions)}: {versions.Key}\n");
        Runs(text, runs);
        Claims(text, runs);
        Faults(text, runs);
        return text.ToString();
    }

    private static void Sums(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| over all runs | |").AppendLine("|---|---|");
        Line(text, $"| runs without any departure | {runs.Count(r => r.Clean)} of {runs.Count} |");
        Line(text, $"| acknowledged readings | {runs.Sum(r => r.Acknowledged)} |");
        Line(text, $"| windows compared | {runs.Sum(r => r.Windows - r.Excused)} |");
        Line(text, $"| windows excused, because a fault took readings of them | {runs.Sum(r => r.Excused)} |");
        Line(text, $"| stored windows that had lost resolution | {runs.Sum(r => r.WideWindows)} |");
        Line(text, $"| faults | {runs.Sum(r => r.Faults)} |");
        Line(text, $"| kill -9 of edge or cloud | {runs.Sum(r => r.Kills)} |");
        Line(text, $"| acknowledged − stored | {runs.Sum(r => r.Lost)} |");
        Line(text, $"| counted twice | {runs.Sum(r => r.CountedTwice)} |");
        Line(text, $"| wrong windows | {runs.Sum(r => r.WrongWindows)} |");
        Line(text, $"| duplicate points | {runs.Sum(r => r.DuplicatePoints)} |");
        Line(text, $"| unexplained, edge | {runs.Sum(r => r.Ledger?.Unexplained ?? 0)} |");
        Line(text, $"| gaps, cloud | {runs.Sum(r => r.Ledger?.Gaps ?? 0)} |");
        Line(text, $"| other findings that the ledgers do not explain | {runs.Sum(r => r.Unexplained.Count)} |");
        Line(text, $"| refused by the store on purpose | {runs.Sum(r => r.Ledger?.Refused ?? 0)} |");
        Line(text, $"| frames that nobody can read | {runs.Sum(r => r.Ledger?.Poison ?? 0)} |");
        Line(text, $"| dead letters of both | {runs.Sum(r => r.Ledger?.DeadLetters ?? 0)} |");
        Line(text, $"| events no binding could take: beyond the keys limit, or none | {runs.Sum(r => r.Ledger?.RejectedOnPurpose ?? 0)} |");
        Line(text, $"| hours | {runs.Sum(r => r.Seconds) / 3600:0.00} |");
        text.AppendLine();
    }

    private static void Runs(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| seed | store | seconds | kills | faults | acknowledged | resent | wide windows | lost | counted twice | wrong | "
            + "duplicate | late | unexplained | gaps |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var r in runs)
        {
            object?[] cells =
            [
                r.Seed, r.Store, Math.Round(r.Seconds), r.Kills, r.Faults, r.Acknowledged, r.Resent, r.WideWindows, r.Lost, r.CountedTwice,
                r.WrongWindows, r.DuplicatePoints, r.Ledger?.Late, r.Ledger?.Unexplained, r.Ledger?.Gaps,
            ];
            Line(text, $"| {string.Join(" | ", cells)} |");
        }

        foreach (var r in runs.Where(r => r.Examples.Count > 0)) Line(text, $"\nSeed {r.Seed}, for example: {r.Examples[0]}");
        foreach (var r in runs.Where(r => r.Unexplained.Count > 0)) Line(text, $"\nSeed {r.Seed}, not explained: {r.Unexplained[0]}");
        text.AppendLine();
    }

    private static void Claims(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        var claims = runs.SelectMany(r => r.Claims.Select(claim => (r.Seed, claim.Key, claim.Value))).GroupBy(claim => claim.Key).ToList();
        if (claims.Count == 0) return;
        text.AppendLine("| what else was compared | runs | departures |").AppendLine("|---|---|---|");
        foreach (var claim in claims.OrderBy(claim => claim.Key, StringComparer.Ordinal))
        {
            Line(text, $"| {claim.Key} | {claim.Count()} | {claim.Count(c => c.Value is not null)} |");
        }

        foreach (var (seed, name, departure) in claims.SelectMany(claim => claim).Where(claim => claim.Value is not null))
        {
            Line(text, $"\nSeed {seed}, {name}: {departure}");
        }

        text.AppendLine();
    }

    private static void Faults(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| fault | times | not reached |").AppendLine("|---|---|---|");
        foreach (var fault in runs.SelectMany(r => r.Kinds).GroupBy(f => f.Key).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Line(text, $"| {fault.Key} | {fault.Sum(f => f.Value.Done)} | {fault.Sum(f => f.Value.Vain)} |");
        }
    }

    private static string SeedsOf(IEnumerable<RunResult> runs) =>
        $"Seeds {string.Join(", ", runs.Select(run => run.Seed).Distinct().Order())}";

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
