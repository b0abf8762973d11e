namespace EventEdge.Demo;

/// <summary>One press of the plant: what its sensors would read, as a pure function of the seconds since the demo began.</summary>
/// <param name="Number">1 to 3.</param>
/// <param name="Seed">The demo's seed.</param>
internal readonly record struct Press(int Number, int Seed)
{
    /// <summary>A day of the plant passes in a minute.</summary>
    public const double DaySeconds = 60;

    /// <summary>In each stretch of this length a press may overheat once.</summary>
    public const double FaultSlotSeconds = 15;

    private const double FaultSeconds = 4;

    /// <summary>The device's name in topics.</summary>
    public string Device => $"p{Number}";

    /// <summary>Its part of the plant.</summary>
    public string Site => Number == 3 ? "south" : "north";

    /// <summary>Degrees Celsius.</summary>
    public double Temperature(double seconds, long tick) =>
        58 + (4 * Number) + (9 * Day(seconds)) + (38 * FaultStrength(seconds)) + SeededRandom.Noise(Seed, Number, "temperature", tick, 0.6);

    /// <summary>Percent relative humidity.</summary>
    public double Humidity(double seconds, long tick) =>
        Math.Clamp(46 - (3 * Number) - (11 * Day(seconds)) + SeededRandom.Noise(Seed, Number, "humidity", tick, 0.8), 0, 100);

    /// <summary>Root mean square of acceleration, m/s²; a press about to overheat shakes first.</summary>
    public double Vibration(double seconds, long tick) =>
        1.1 + (0.2 * Number) + (0.5 * Math.Abs(Math.Sin(seconds * 1.7)))
        + (3.2 * FaultStrength(seconds + 1)) + Math.Abs(SeededRandom.Noise(Seed, Number, "vibration", tick, 0.15));

    /// <summary>0 when well, up to 1 in the middle of a fault.</summary>
    public double FaultStrength(double seconds)
    {
        var slot = (long)Math.Floor(seconds / FaultSlotSeconds);
        if (seconds < 0 || !HasFault(slot)) return 0;
        var start = 2 + (SeededRandom.Roll(Seed, Number, "fault start", slot) * (FaultSlotSeconds - FaultSeconds - 4));
        var part = (seconds - (slot * FaultSlotSeconds) - start) / FaultSeconds;
        return part is <= 0 or >= 1 ? 0 : Math.Sin(Math.PI * part);
    }

    // Press 2 overheats in the first stretch, so that even a short demo shows an alert.
    private bool HasFault(long slot) => (slot == 0 && Number == 2) || SeededRandom.Roll(Seed, Number, "fault", slot) < 0.3;

    private double Day(double seconds) => Math.Sin(Math.Tau * ((seconds / DaySeconds) + (Number / 9.0)));
}
