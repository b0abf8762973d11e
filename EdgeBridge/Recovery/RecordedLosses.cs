using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Checkpoints;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>Enters losses in the ledger where the disk takes them.</summary>
internal static class RecordedLosses
{
    /// <summary>Enters one, and says so in the log where the disk does not take it: what is lost is lost all the same.</summary>
    public static void TryRecord(this CheckpointStore checkpoints, RecordedLoss loss, ILoggerFactory loggers)
    {
        try
        {
            checkpoints.Record(loss);
        }
        catch (IOException error)
        {
            EdgeTelemetry.LossNotRecorded(loggers.CreateLogger<CheckpointStore>(), loss.Part, error.Message);
        }
    }
}
