using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames;

/// <summary>A point together with where it came from.</summary>
/// <param name="Sequence">The outbox record that carried it.</param>
/// <param name="Binding">The binding that produced it.</param>
/// <param name="Version">The binding's version, 16 hexadecimal digits.</param>
/// <param name="Point">
/// The point. <see cref="Point.Id"/> does not cross the bus: (measurement, tags, time, revision) identify a result in the cloud.
/// </param>
public sealed record FramePoint(long Sequence, string Binding, string Version, Point Point)
{
    /// <summary>
    /// Why it cannot be stored, where a frame holds it wrongly; null where nothing is wrong. <see cref="Point"/> then lacks what is.
    /// </summary>
    public string? Refusal { get; init; }
}
