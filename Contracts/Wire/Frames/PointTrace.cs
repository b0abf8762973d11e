namespace EventEdge.Contracts.Frames;

/// <summary>The trace of one point of a frame.</summary>
/// <param name="Series">The point's block, from 0.</param>
/// <param name="Point">Its place in the block, from 0.</param>
/// <param name="Traceparent">W3C trace context: the span of the step that sent it.</param>
public sealed record PointTrace(int Series, int Point, string Traceparent);
