using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>Condition indicators of the samples of a window: of their waveform, of their spectrum, and of the velocity in it.</summary>
internal sealed class VibrationFunction(VibrationConfig config) : IAggregateFunction
{
    private int _slot;
    private int? _indexSlot;

    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
        _slot = layout.SlotOf(config.Field);
        _indexSlot = config.Index is { } index ? layout.SlotOf(index) : null;
    }

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new Accumulator(this);

    private IEnumerable<Measurement> Report(IReadOnlyList<NumberedSample> samples)
    {
        if (samples.Count == 0) return [];
        var results = new List<(string Name, FieldValue Value)> { ($"{config.Field}_samples", samples.Count) };
        if (Sampling.RateOf(samples, config, out var problem) is { } rate)
        {
            results.Add(($"{config.Field}_sample_rate", rate));
            problem = string.Join("; ", Describe([.. samples.Select(sample => sample.Value)], rate, results));
        }

        if (problem.Length > 0) results.Add(($"{config.Field}_error", problem));
        return [Measurement.Of([.. results])];
    }

    // Tells what could not be calculated.
    private List<string> Describe(double[] samples, double rate, List<(string Name, FieldValue Value)> results)
    {
        var waveform = Waveform.Of(samples);
        var spectrum = waveform is null ? null : Spectrum.Of(waveform, rate);
        results.Add(($"{config.Field}_rms", waveform?.Rms ?? 0));
        results.Add(($"{config.Field}_peak", waveform?.Peak ?? 0));
        if (waveform is not null && spectrum is not null)
        {
            results.Add(($"{config.Field}_crest", waveform.Crest));
            results.Add(($"{config.Field}_kurtosis", waveform.Kurtosis));
            results.Add(($"{config.Field}_peak_frequency", spectrum.PeakFrequency));
            results.Add(($"{config.Field}_amplitude", spectrum.Amplitude));
        }

        var problems = new List<string>();
        foreach (var band in config.Bands)
        {
            if (band.ProblemOf(rate, samples.Length) is { } problem) problems.Add(problem);
            else results.Add(($"{config.Field}_rms_{band.Name}", spectrum?.Rms(band) ?? 0));
        }

        if (config.Velocity is not { } velocity) return problems;
        if (Evaluate(velocity, spectrum, rate, samples.Length, results) is { } reason) problems.Add(reason);
        return problems;
    }

    private string? Evaluate(
        VelocityConfig velocity, Spectrum? spectrum, double rate, int count, List<(string Name, FieldValue Value)> results)
    {
        if (velocity.ProblemOf(rate, count) is { } problem) return problem;
        var range = velocity.Range;
        var rms = velocity.Scale * ((velocity.IsAcceleration ? spectrum?.IntegralRms(range) : spectrum?.Rms(range)) ?? 0);
        results.Add(($"{config.Field}_velocity_rms", rms));
        if (velocity.Zones is { } zones) results.Add(($"{config.Field}_zone", zones.ZoneOf(rms)));
        return null;
    }

    private sealed class Accumulator(VibrationFunction function) : IAccumulator
    {
        private readonly TimedSamples<NumberedSample> _samples = new(VibrationConfig.SampleLimit);

        public void Add(EdgeEvent input)
        {
            var value = input.At(function._slot).AsNumber;
            var number = function._indexSlot is { } index ? input.At(index).AsNumber : 0;
            // Adding zero takes the sign from minus zero, which would tell the order of equal samples.
            if (SensorRange.Holds(value) && SensorRange.Holds(number)) _samples.Add(new(input.Time.UtcTicks, number + 0.0, value + 0.0));
        }

        public void Merge(IAccumulator other) => _samples.Merge(((Accumulator)other)._samples);

        public IEnumerable<Measurement> Result(WindowBounds window) => function.Report(_samples.InOrder);

        public void Save(BinaryWriter writer) => _samples.Save(writer);

        public void Load(BinaryReader reader) => _samples.Load(reader);
    }
}
