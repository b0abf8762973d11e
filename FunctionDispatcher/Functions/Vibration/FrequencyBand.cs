using System.Globalization;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>A range of frequencies.</summary>
/// <param name="Setting">The setting that declares it, for messages.</param>
/// <param name="Name">Its name in results.</param>
/// <param name="Low">The lowest frequency inside, in Hz.</param>
/// <param name="High">The first frequency above it, in Hz.</param>
internal sealed record FrequencyBand(string Setting, string Name, double Low, double High)
{
    /// <summary>Derived rates have noise in their last digits; a band may reach so much over half of one.</summary>
    private const double Slack = 1.01;

    /// <summary>A pure tone spreads over so many lines of a spectrum with Hann's window.</summary>
    private const int LobeWidth = 4;

    /// <summary>Why a sample rate cannot fill the band; null when it can.</summary>
    public string? ProblemOfRate(double rate) => High <= Slack * rate / 2 ? null : string.Create(
        CultureInfo.InvariantCulture, $"'{Setting}' ends at {High} Hz, above half of the sample rate ({rate:0.###} Hz)");

    /// <summary>Why a spectrum cannot tell what is in the band; null when it can.</summary>
    /// <param name="rate">Samples a second.</param>
    /// <param name="count">How many samples the spectrum is of.</param>
    public string? ProblemOf(double rate, int count)
    {
        if (ProblemOfRate(rate) is { } problem) return problem;
        var seconds = count / rate;
        return (High - Low) * seconds >= LobeWidth ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"'{Setting}' is {High - Low} Hz wide: that takes samples of {LobeWidth / (High - Low):0.###} s, not of {seconds:0.###} s");
    }
}
