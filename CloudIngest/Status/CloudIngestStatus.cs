using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;
using EventEdge.Hosting.Process;

namespace EventEdge.CloudIngest.Status;

/// <summary>Answers how the cloud ingest is doing; ask it as often as you like.</summary>
public sealed class CloudIngestStatus : IProcessPart, IDisposable
{
    private readonly ITimeSeriesWriter _store;
    private readonly FrameLedger _ledger;
    private readonly IngestQueue _queue;
    private readonly StoreStatus _status;
    private readonly FrameIntake _intake;
    private readonly IDisposable _metrics;
    private readonly string _data;

    internal CloudIngestStatus(
        string data, ITimeSeriesWriter store, FrameLedger ledger, IngestQueue queue, FrameIntake intake, StoreStatus status,
        HealthChecks health, IngestLife life,
        MeterReadings meters, TimeProvider time)
    {
        (_data, _intake) = (data, intake);
        Meters = meters;
        Died = life.Died;
        _store = store;
        _ledger = ledger;
        _queue = queue;
        _status = status;
        Health = health;
        _metrics = IngestMetrics.Open(this, time);
    }

    /// <summary>Checks of the ingest's parts.</summary>
    public HealthChecks Health { get; }

    /// <summary>What the ingest's instruments count.</summary>
    internal MeterReadings Meters { get; }

    /// <summary>
    /// Completes, with the reason, when a loop has ended that should not have: the process has to end and be started again.
    /// </summary>
    public Task<string> Died { get; }

    long? IProcessPart.PointsStored => Snapshot().PointsStored;

    MetricScope IProcessPart.Metrics => Meters.Scope;

    /// <summary>What its ledger has added up; null while that cannot be read.</summary>
    internal CloudLedger? Sums()
    {
        // A page that fails tells nothing of why: what cannot be read now is left out of it.
        try
        {
            using var reader = new CloudLedgerReader(_data);
            return reader.Sums();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The whole of its ledger.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal CloudLedger Ledger()
    {
        using var reader = new CloudLedgerReader(_data);
        return reader.Ledger();
    }

    /// <summary>The state at this moment.</summary>
    public CloudSnapshot Snapshot()
    {
        var counts = _ledger.Counts;
        return new CloudSnapshot
        {
            Health = Health.Look(),
            Store = _store.Name,
            StoreState = _status.State,
            StoreError = _status.Error,
            Frames = counts.Frames,
            PointsReceived = counts.Points.Received,
            PointsStored = _store.PointsStored ?? counts.Points.Created - counts.Points.Merged,
            Corrections = counts.Points.Corrected,
            Replaced = counts.Points.Replaced,
            Duplicates = counts.Points.Duplicates,
            StaleRevisions = counts.Points.Stale,
            DeadLetters = counts.Points.DeadLetters,
            RefusedFields = counts.Points.RefusedFields,
            FramesWaiting = _queue.Count,
            FrameMemoryBytes = _intake.MemoryTaken,
            Gaps = _ledger.Gaps(),
        };
    }

    /// <inheritdoc />
    public void Dispose() => _metrics.Dispose();
}
