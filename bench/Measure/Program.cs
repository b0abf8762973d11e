using System.Globalization;
using EventEdge.Measure.Connections;
using EventEdge.Measure.Journal;
using EventEdge.Measure.Latency;
using EventEdge.Measure.Results;
using EventEdge.Measure.Trie;
using EventEdge.Measure.Windows;
using EventEdge.Measure.Workers;

const string Usage = $"""
    Measure windows | workers | record | trie
    Measure journal FOLDER
    Measure connections PORT PROCESS CLIENTS    clients let in, seconds until the last, KiB of the broker's process for each
    Measure sync FOLDER                         a small write and its sync, a thousand times a second
    Measure report LINES.jsonl FOLDER MACHINE   writes FOLDER/RESULTS.md, with FOLDER/missed.md in it, and FOLDER/results.svg
    Measure {LatencyOptions.Usage}
    """;

try
{
    switch (args)
    {
        case ["latency", ..]:
            PrintPercentiles(new LatencyProbe(LatencyOptions.Parse(args.AsSpan(1))).Run());
            break;
        case ["sync", var folder]:
            PrintPercentiles(SyncProbe.Run(folder));
            break;
        case ["connections", var port, var process, var clients]:
            await ConnectionProbe.RunAsync(
                int.Parse(port, CultureInfo.InvariantCulture), int.Parse(process, CultureInfo.InvariantCulture),
                int.Parse(clients, CultureInfo.InvariantCulture));
            break;
        case ["windows"]:
            WindowSuite.Run();
            break;
        case ["workers"]:
            WorkerSuite.Run();
            break;
        case ["record"]:
            RecordSuite.Run();
            break;
        case ["trie"]:
            TrieSuite.Run();
            break;
        case ["journal", var folder]:
            await JournalSuite.RunAsync(folder);
            break;
        case ["report", var lines, var folder, var machine]:
            var notes = Path.Combine(folder, "missed.md");
            var report = new Report(ResultLine.ReadAll(lines), machine, File.Exists(notes) ? await File.ReadAllTextAsync(notes) : null);
            await File.WriteAllTextAsync(Path.Combine(folder, "RESULTS.md"), report.ToMarkdown());
            await File.WriteAllTextAsync(Path.Combine(folder, "results.svg"), report.ToSvg());
            break;
        default:
            throw new FormatException("which suite?");
    }

    return 0;
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n{Usage}");
    return 2;
}

// p50 p90 p99 p99.9 longest, in microseconds.
static void PrintPercentiles(LatencyHistogram histogram)
{
    double[] shares = [0.5, 0.9, 0.99, 0.999, 1];
    Console.WriteLine(
        string.Join(' ', shares.Select(share => (histogram.Percentile(share) / 1000.0).ToString("0.#", CultureInfo.InvariantCulture))));
}
