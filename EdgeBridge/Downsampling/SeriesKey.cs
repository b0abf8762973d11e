using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>Whose windows of one binding version may become one: those of the same measurement and tags.</summary>
/// <param name="Identity">Measurement and tags, unambiguously in one text.</param>
internal readonly record struct SeriesKey(string Identity)
{
    /// <summary>The series of a point.</summary>
    public static SeriesKey Of(Point point) =>
        new(string.Concat([Sized(point.Measurement), .. point.Tags.Select(tag => Sized(tag.Key) + Sized(tag.Value))]));

    private static string Sized(string text) => $"{text.Length}:{text}";
}
