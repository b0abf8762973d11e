using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Lttb;

/// <summary>Of the values of a window the few that look most like all of them, each with its own time.</summary>
internal sealed class LttbFunction(LttbConfig config) : IAggregateFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new Accumulator(this);

    private IEnumerable<Measurement> ResultsOf(IReadOnlyList<Edge> samples) => LargestTriangles.Of(samples, config.Points)
        .Select(point => Measurement.Of((config.Field, point.Value)) with { Time = Ticks.ToInstant(point.Ticks) });

    private sealed class Accumulator(LttbFunction function) : IAccumulator
    {
        private readonly TimedSamples<Edge> _samples = new(LttbConfig.ValueLimit);

        public void Add(EdgeEvent input)
        {
            var value = input.At(function._slot).AsNumber;
            if (SensorRange.Holds(value)) _samples.Add(new(input.Time.UtcTicks, value + 0.0));
        }

        public void Merge(IAccumulator other) => _samples.Merge(((Accumulator)other)._samples);

        public IEnumerable<Measurement> Result(WindowBounds window) => function.ResultsOf(_samples.InOrder);

        public void Save(BinaryWriter writer) => _samples.Save(writer);

        public void Load(BinaryReader reader) => _samples.Load(reader);
    }
}
