using System.Text;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>Words the log tests share.</summary>
internal static class LogFixture
{
    public const string Home = "/data/log";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static LogOptions Options(int segmentBytes = 1024, long tailBytes = 0) => new()
    {
        Directory = Home,
        SegmentBytes = segmentBytes,
        TailBytesLimit = tailBytes,
        RetryInterval = TimeSpan.FromMilliseconds(1),
    };

    public static SegmentedLog Open(ILogFiles disk, LogOptions? options = null) =>
        SegmentedLog.Open(options ?? Options(), disk is SimulatedDisk simulated ? simulated.NewProcess() : disk, NullLogger.Instance);

    public static string Text(long sequence) => $"record {sequence} {new string('x', (int)(sequence % 23))}";

    /// <summary>Appends the next record with the content that belongs to its number, one sync each.</summary>
    public static async Task<long> AppendAsync(SegmentedLog log)
    {
        var sequence = log.Append(1, Encoding.UTF8.GetBytes(Text(log.NextSequence)));
        await CommittedAsync(log, sequence);
        return sequence;
    }

    public static async Task AppendAsync(SegmentedLog log, int count)
    {
        for (var index = 0; index < count; index++) await AppendAsync(log);
    }

    public static async Task CommittedAsync(SegmentedLog log, long sequence) =>
        await log.CommittedAsync(sequence, CancellationToken.None).AsTask().WaitAsync(Patience);

    /// <summary>The sequences of all committed records; each must carry its own content.</summary>
    public static List<long> ReadAll(SegmentedLog log, long from = 1)
    {
        using var reader = log.CreateReader(from);
        List<long> sequences = [];
        while (reader.TryRead(out var record))
        {
            Assert.Equal(Text(record.Sequence), Encoding.UTF8.GetString(record.Payload.Span));
            Assert.Equal(1, record.Type);
            sequences.Add(record.Sequence);
        }

        return sequences;
    }

    public static List<long> Range(long from, long to) =>
        [.. Enumerable.Range(0, (int)Math.Max(0, to - from + 1)).Select(index => from + index)];

    /// <summary>A disk with one closed log of so many records, each synced on its own.</summary>
    public static async Task<SimulatedDisk> DiskWithAsync(int records, LogOptions? options = null)
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk, options);
        await AppendAsync(log, records);
        return disk;
    }
}
