using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>Everything the cloud ingest logs and counts.</summary>
internal static partial class IngestTelemetry
{
    private static readonly Meter Meter = new("EventEdge.CloudIngest");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "eventedge_ingest_failures_total", null,
        "Failures by stage and error code: batches tried again (store, ledger), and what was given up (frame, point).");

    private static readonly Histogram<double> Writes = Meter.CreateHistogram(
        "eventedge_ingest_store_write_seconds", "s", "How long the store took for a batch, by outcome.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 30] });

    static IngestTelemetry()
    {
        foreach (var (stage, code) in ((string, string)[])
            [("store", "not_taken"), ("ledger", "not_taken"), ("ledger", "unreadable"), ("point", "refused_by_store")])
            Failures.Expect(Tags(stage, code));
    }

    public static void Written(bool accepted, TimeSpan took) =>
        Writes.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", accepted ? "accepted" : "refused"));

    public static void StoreDown(this ILogger log, string store, string error, TimeSpan delay)
    {
        Failed("store", "not_taken");
        LogStoreDown(log, store, error, delay);
    }

    public static void LedgerUnread(this ILogger log, string error, TimeSpan delay)
    {
        Failed("ledger", "unreadable");
        LogStoreDown(log, "ledger", error, delay);
    }

    public static void LedgerDown(this ILogger log, string error, TimeSpan delay)
    {
        Failed("ledger", "not_taken");
        LogStoreDown(log, "ledger", error, delay);
    }

    public static void LedgerRefused(this ILogger log, TimeSpan delay, string error)
    {
        Failed("ledger", "not_taken");
        LogLedgerRefused(log, delay, error);
    }

    /// <summary>
    /// Given up: a point that the store does not take, or where there is no binding, a frame that cannot be read or believed.
    /// </summary>
    public static void DeadLettered(this ILogger log, string node, string binding, string reason, string code)
    {
        Failed(binding.Length == 0 ? "frame" : "point", code);
        LogDeadLetter(log, node, binding, reason);
    }

    /// <summary>Given up, too, and beyond what is kept of a node.</summary>
    public static void DeadLettersDropped(this ILogger log, string node, long deadLetters, string code)
    {
        Failed("point", code, deadLetters);
        LogDropped(log, deadLetters, node);
    }

    private static void Failed(string stage, string code, long failures = 1) =>
        Failures.Add(failures, Tags(stage, code));

    private static TagList Tags(string stage, string code) => new() { { "stage", stage }, { "error_code", code } };

    public static void Noted(this ILogger log, HistoryNote note)
    {
        if (note.Node.Length == 0) LogLedger(log, note.Reason);
        else LogHistory(log, note.Node, note.Class, note.First, note.Last, note.Reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node}, class {Class}, records {First} to {Last}: {Reason}")]
    private static partial void LogHistory(ILogger log, string node, DeliveryClass @class, long first, long last, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger: {Reason}")]
    private static partial void LogLedger(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bus does not let the ledger leave its mark (eventedge.ledger), "
        + "so a wiped or restored ledger is not noticed: {Error}")]
    public static partial void MarkRefused(this ILogger log, string error);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "The bus does not keep the ledger's mark and the nodes' notices for now, trying again: {Error}")]
    public static partial void NotesFailed(this ILogger log, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} cannot be told what the ledger says of it, trying again later: "
        + "let the cloud's user declare and use queue {Queue}, or delete a queue of that name: {Error}")]
    public static partial void NoticeRefused(this ILogger log, string node, string queue, string error);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Gap in what node {Node} sent, class {Class}, records {First} to {Last}: {Missing} missing")]
    public static partial void GapReported(this ILogger log, string node, DeliveryClass @class, long first, long last, long missing);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The ledger does not take a dead letter, trying again in {Delay}; its frame waits meanwhile: {Error}")]
    private static partial void LogLedgerRefused(ILogger log, TimeSpan delay, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A frame of node {Node}, records {First} to {Last}, cannot be stored (attempt {Attempt} of {Attempts}): {Error}")]
    public static partial void FrameFailed(this ILogger log, string node, long first, long last, int attempt, int attempts, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store {Store} does not answer yet, asking again until it does: {Error}")]
    public static partial void StoreSilent(this ILogger log, string store, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store {Store} takes points again")]
    public static partial void StoreUp(this ILogger log, string store);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cloud ingest listens on {Transport}, store {Store}")]
    public static partial void Listening(this ILogger log, string transport, string store);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bus is gone, trying again until it is back: {Error}")]
    public static partial void BusLost(this ILogger log, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bus is back")]
    public static partial void BusUp(this ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A queue was not listened to for {DownFor}: the bus is replaced")]
    public static partial void BusReplaced(this ILogger log, TimeSpan downFor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bus cannot be reached, trying again until it can: {Error}")]
    public static partial void BusDown(this ILogger log, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The bus did not stop cleanly: {Error}")]
    public static partial void BusStopFailed(this ILogger log, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The store {Store} took nothing, trying again in {Delay}; nothing is acknowledged meanwhile: {Error}")]
    private static partial void LogStoreDown(ILogger log, string store, string error, TimeSpan delay);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{DeadLetters} more dead letters from node {Node} are counted and not kept: there were more than are kept of a node")]
    private static partial void LogDropped(ILogger log, long deadLetters, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter from node {Node}, binding {Binding}: {Reason}")]
    private static partial void LogDeadLetter(ILogger log, string node, string binding, string reason);
}
