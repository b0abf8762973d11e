using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.SwingingDoor;

/// <summary>
/// Keeps the points of a series that a straight line between its neighbours does not tell (E. H. Bristol, "Swinging Door Trending",
/// 1990). A point is let go only while the line from the last kept point to the newest one passes every value between within the
/// deviation, so that the bound holds for each of them.
/// </summary>
internal sealed class SwingingDoorFunction(SwingingDoorConfig config) : IOrderedFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config, this);

    private sealed class State(SwingingDoorConfig config, SwingingDoorFunction function) : TimedState
    {
        // The last point kept, the newest one that is not, and the slopes that pass all between within the deviation.
        private Edge? _kept;
        private Edge? _newest;
        private double _low = double.NegativeInfinity;
        private double _high = double.PositiveInfinity;

        protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
        {
            var value = input.At(function._slot).AsNumber;
            if (!SensorRange.Holds(value) || now == (_newest ?? _kept)?.Ticks) return;
            var next = new Edge(now, value);
            if (_kept is null)
            {
                Keep(next, output);
                return;
            }

            if (_newest is { } newest && Slope(next, 0) is var slope && !(slope >= _low && slope <= _high)) Keep(newest, output);
            _low = Math.Max(_low, Slope(next, -config.Deviation));
            _high = Math.Min(_high, Slope(next, config.Deviation));
            _newest = next;
            if (config.MaxSilence is { } silence) Due = Math.Max(_kept.Value.Ticks + silence.Ticks, now + 1);
        }

        protected override void OnDue(long due, ICollection<Measurement> output)
        {
            if (_newest is { } newest) Keep(newest, output);
        }

        protected override void SaveRest(BinaryWriter writer)
        {
            writer.WriteEdge(Exact(_kept));
            writer.WriteEdge(Exact(_newest));
            writer.Write(_low);
            writer.Write(_high);
        }

        protected override void LoadRest(BinaryReader reader)
        {
            _kept = Rounded(reader.ReadEdge());
            _newest = Rounded(reader.ReadEdge());
            (_low, _high) = (reader.ReadDouble(), reader.ReadDouble());
        }

        private static ExactEdge? Exact(Edge? edge) => edge is { } known ? new ExactEdge(known.Ticks, known.Value) : null;

        private static Edge? Rounded(ExactEdge? edge) => edge is { } known ? new Edge(known.Ticks, known.Value.AsNumber) : null;

        private double Slope(Edge to, double moved) => (to.Value + moved - _kept!.Value.Value) / (to.Ticks - _kept.Value.Ticks);

        private void Keep(Edge point, ICollection<Measurement> output)
        {
            (_kept, _newest, _low, _high, Due) = (point, null, double.NegativeInfinity, double.PositiveInfinity, Ticks.Forever);
            output.Add(At(point.Ticks, (config.Field, point.Value)));
        }
    }
}
