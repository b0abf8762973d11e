using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher;

namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>A point whose fields follow from its state.</summary>
internal static class DownsampledPoint
{
    /// <summary>The field that a downsampled point has beside those of its function: the seconds it stands for.</summary>
    public const string ResolutionField = "resolution";

    /// <summary>The point with this state and the fields that belong to it.</summary>
    public static Point Of(Point point, Mergeable mergeable)
    {
        var fields = ResultStates.FieldsOf(mergeable.State);
        var span = point.WindowEnd!.Value - point.Time;
        if (span > mergeable.Width) fields = [.. fields, new(ResolutionField, FieldValue.Of(span.TotalSeconds))];
        return point with { Mergeable = mergeable, Fields = fields };
    }
}
