using System.Globalization;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>
/// At which rate samples were taken, and whether they are evenly spaced: a spectrum of samples in doubtful order, or with holes, would look
/// like one, and be wrong.
/// </summary>
internal static class Sampling
{
    /// <summary>A distance of so many times the mean is a hole, or the clock is too coarse to tell.</summary>
    private const double LargestDistance = 1.5;

    /// <summary>How far the times may contradict a rate that is set: clocks run apart, and blocks are sent with delay.</summary>
    private const double RateTolerance = 0.02;

    /// <summary>The samples a second; null where the samples cannot be calculated with.</summary>
    public static double? RateOf(IReadOnlyList<NumberedSample> samples, VibrationConfig config, out string problem)
    {
        problem = string.Empty;
        if (samples.Count < VibrationConfig.FewestSamples)
            problem = $"{samples.Count} samples: at least {VibrationConfig.FewestSamples} are needed";
        else if (DisorderIn(samples, config.Index) is { } disorder) problem = disorder;
        else if (config.SampleRate is { } rate) problem = ContradictionOf(samples, rate) ?? string.Empty;
        else if (HoleIn(samples) is { } hole) problem = hole;
        return problem.Length > 0 ? null : config.SampleRate ?? (TimeSpan.TicksPerSecond / MeanDistance(samples));
    }

    private static string? DisorderIn(IReadOnlyList<NumberedSample> samples, string? index)
    {
        for (var i = 1; i < samples.Count; i++)
        {
            var (one, next) = (samples[i - 1], samples[i]);
            if (one.Ticks != next.Ticks || (index is not null && next.Number - one.Number == 1)) continue;
            return index is null
                ? $"two samples have the time {Instant.Of(one.Ticks)}: name the field that numbers them in 'index', and the 'sample_rate'"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"after the sample {one.Number} of {Instant.Of(one.Ticks)} comes {next.Number} in '{index}': they must rise by one");
        }

        return null;
    }

    // Of the samples of the last time it is not known when they end; those before it fill the time until then.
    private static string? ContradictionOf(IReadOnlyList<NumberedSample> samples, double rate)
    {
        var (before, last) = (samples.Count - 1, samples[^1].Ticks);
        while (before > 0 && samples[before - 1].Ticks == last) before--;
        var seconds = Instant.Seconds(last - samples[0].Ticks);
        return Math.Abs(before - (seconds * rate)) <= 1 + (RateTolerance * seconds * rate) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{before} samples in {seconds:0.###} s are {before / seconds:0.###} a second, and 'sample_rate' is {rate}: "
            + $"some are missing, or it is wrong");
    }

    private static string? HoleIn(IReadOnlyList<NumberedSample> samples)
    {
        var mean = MeanDistance(samples);
        for (var i = 1; i < samples.Count; i++)
        {
            var distance = samples[i].Ticks - samples[i - 1].Ticks;
            if (distance <= LargestDistance * mean) continue;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"after {Instant.Of(samples[i - 1].Ticks)} there is no sample for {distance / 10_000.0:0.###} ms, and on average they are "
                + $"{mean / 10_000.0:0.###} ms apart: some are missing, or times are coarse and 'sample_rate' must say it");
        }

        return null;
    }

    private static double MeanDistance(IReadOnlyList<NumberedSample> samples) =>
        (samples[^1].Ticks - samples[0].Ticks) / (double)(samples.Count - 1);
}
