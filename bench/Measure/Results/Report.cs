using System.Globalization;
using System.Text;

namespace EventEdge.Measure.Results;

/// <summary>Turns the lines of all suites into a page and a picture.</summary>
/// <param name="lines">The figures.</param>
/// <param name="machine">What they were measured on.</param>
/// <param name="missed">Why budgets are missed, written by hand; null where there is nothing to say.</param>
internal sealed class Report(IReadOnlyList<ResultLine> lines, string machine, string? missed = null)
{
    /// <summary>The page: budgets first, then every figure.</summary>
    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append("# Results\n\nWritten by `bench/run.sh`; a suite that runs replaces its own figures, "
            + "so suites may be of different hours. The ratios are the point.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Machine: {machine}.\n\n![EventEdge beside its peers](results.svg)\n\n");
        page.Append("## Budgets\n\n| budget | measured | |\n|---|---|---|\n");
        foreach (var budget in Budget.All)
        {
            var line = budget.Find(lines);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {budget.Text} | {(line is null ? "–" : budget.Describe(line))} | {Verdict(budget, line)} |\n");
        }

        if (missed is not null) page.Append(CultureInfo.InvariantCulture, $"\n{missed.Trim()}\n");
        foreach (var suite in lines.GroupBy(line => line.Suite)) AppendSuite(page, suite);
        return page.ToString();
    }

    /// <summary>The picture: what has peers.</summary>
    public string ToSvg()
    {
        var chart = new BarChart();
        chart.Add("Messages a second, QoS 0 → JSON → window (more is better)", Of("pipeline", "throughput"));
        chart.Add("Messages a second, QoS 1 acknowledged: from disk here, from memory there (more is better)", Of("pipeline", "durable"));
        chart.Add("Latency at 1,000 msg/s, median (less is better)", Of("latency", "p50"));
        chart.Add("Latency at 1,000 msg/s, 99th percentile (less is better)", Of("latency", "p99"));
        chart.Add("Memory of an idle node (less is better)", Of("idle", "rss"));
        return chart.Finish();
    }

    private static string Verdict(Budget budget, ResultLine? line) =>
        line is null ? "not measured" : budget.IsMetBy(line) ? "met" : "**missed**";

    private static void AppendSuite(StringBuilder page, IGrouping<string, ResultLine> suite)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {suite.Key}\n\n| | metric | value | ratio |\n|---|---|---|---|\n");
        foreach (var line in suite)
        {
            var ratio = line.Ratio > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Ratio:0.###} × {line.Peer}") : string.Empty;
            page.Append(CultureInfo.InvariantCulture, $"| {line.Name} | {line.Metric} | {line.Value:#,0.###} {line.Unit} | {ratio} |\n");
        }
    }

    private ResultLine[] Of(string suite, string metric) => [.. lines.Where(line => line.Suite == suite && line.Metric == metric)];
}
