using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>
/// A gap as data that a dashboard can annotate: measurement <c>eventedge_gap</c> at the moment it was noticed, corrected by a revision each
/// time some of its records come after all.
/// </summary>
internal static class GapPoint
{
    public const string Measurement = "eventedge_gap";

    public static NodePoint Of(NotedGap gap) => new(gap.Node, Measurement, new Point
    {
        Measurement = Measurement,
        Tags = [new("class", gap.Class.ToString().ToLowerInvariant()), new("node", gap.Node)],
        Fields =
        [
            new("first_sequence", FieldValue.Of(gap.First)),
            new("last_sequence", FieldValue.Of(gap.Last)),
            new("records", FieldValue.Of(gap.Missing)),
            new("closed", FieldValue.Of(gap.IsClosed)),
            new("settled", FieldValue.Of(gap.Settled is not null)),
        ],
        Time = gap.NoticedAt,
        Revision = gap.Revision,
    });
}
