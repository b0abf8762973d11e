using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows.Grids;

/// <summary>Windows of one length: <c>[n × hop, n × hop + size)</c> from the Unix epoch.</summary>
internal sealed class FixedGrid(long size, long hop) : WindowGrid
{
    public override bool Overlaps => hop != size;

    public override long FirstStart(long time) => Ticks.FloorTo(time - size, hop) + hop;

    public override long NextStart(long start) => start + hop;

    public override long EndOf(long start) => start + size;
}
