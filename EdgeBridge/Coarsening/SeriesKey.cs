using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>Whose windows may become one: the same binding at the same version, measurement and tags.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Version">Its version.</param>
/// <param name="Identity">Measurement and tags, unambiguously in one text.</param>
internal readonly record struct SeriesKey(string Binding, string Version, string Identity)
{
    /// <summary>The series of a point.</summary>
    public static SeriesKey Of(OutboxRecord record, Point point) => new(
        record.Binding,
        record.BindingVersion,
        string.Concat([Sized(point.Measurement), .. point.Tags.Select(tag => Sized(tag.Key) + Sized(tag.Value))]));

    private static string Sized(string text) => $"{text.Length}:{text}";
}
