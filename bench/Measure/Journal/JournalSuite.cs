using System.Diagnostics;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.Measure.Latency;
using EventEdge.Measure.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Measure.Journal;

/// <summary>
/// The journal alone: appending in bulk, one commit at a time beside a bare write and sync of the same disk, reading back.
/// </summary>
internal static class JournalSuite
{
    private const int Bulk = 500_000;
    private const int Single = 300;
    private const int RecordBytes = 120;

    private static readonly ReceivedMessage Message =
        new("bench/7/temp", new byte[RecordBytes], 1, Retained: false, Duplicate: false, "sensor-7", 1);

    /// <summary>Prints the suite's lines; works below a folder, which should be on the disk in question.</summary>
    public static async Task RunAsync(string folder)
    {
        var options = new JournalOptions { Directory = Path.Combine(folder, "journal") };
        await using var journal = MessageJournal.Open(options, PhysicalLogFiles.Instance, NullLogger.Instance);
        await AppendAsync(journal);
        Read(journal);
        var (commit, bare) = await CommitOneByOneAsync(journal, Path.Combine(folder, "bare"));
        new ResultLine("journal", "one commit", "p50", commit, "us", "bare write and sync", Math.Round(commit / bare, 2)).Print();
        new ResultLine("journal", "bare write and sync", "p50", bare, "us", "bare write and sync", 1).Print();
    }

    private static async Task AppendAsync(MessageJournal journal)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var last = 0L;
        for (var n = 0; n < Bulk; n++) last = journal.Append(Message, TimeProvider.System.GetUtcNow());
        if (!await journal.IsCommittedAsync(last)) throw new IOException("the journal failed");
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        new ResultLine("journal", "append, synced", "rate", Math.Round(Bulk / seconds), "records/s").Print();
        new ResultLine("journal", "append, synced", "cpu", Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Bulk, 3),
            "us/record").Print();
    }

    private static void Read(MessageJournal journal)
    {
        using var reader = journal.CreateReader(1);
        var (began, read) = (Stopwatch.GetTimestamp(), 0L);
        while (reader.TryRead(out _)) read++;
        new ResultLine("journal", "read back", "rate", Math.Round(read / Stopwatch.GetElapsedTime(began).TotalSeconds), "records/s")
            .Print();
    }

    // In turn, so that whatever else the disk does meets both.
    private static async Task<(double Commit, double Bare)> CommitOneByOneAsync(MessageJournal journal, string bareFile)
    {
        using var file = PhysicalLogFiles.Instance.Create(bareFile, 1 << 20);
        var (commits, bare, record) = (new LatencyHistogram(), new LatencyHistogram(), new byte[RecordBytes + 50]);
        for (var n = 0; n < Single; n++)
        {
            var began = Pace.Now;
            await journal.IsCommittedAsync(journal.Append(Message, TimeProvider.System.GetUtcNow()));
            commits.Add(Pace.Now - began);
            began = Pace.Now;
            file.Write(record, n * record.Length);
            file.Sync();
            bare.Add(Pace.Now - began);
        }

        return (commits.Percentile(0.5) / 1000.0, bare.Percentile(0.5) / 1000.0);
    }
}
