namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>
/// The evaluation zones of ISO 20816: A as newly commissioned, B fit for long-term operation, C for a limited time only, D severe enough
/// to cause damage.
/// </summary>
/// <param name="A">The highest velocity of zone A, in mm/s RMS; a velocity on a border belongs to the better zone.</param>
/// <param name="B">The highest of zone B.</param>
/// <param name="C">The highest of zone C; above is D.</param>
internal sealed record SeverityZones(double A, double B, double C)
{
    /// <summary>The borders of ISO 20816-3 for vibration measured on parts that do not rotate.</summary>
    /// <param name="group">1: above 300 kW, or a shaft height of 315 mm or more; 2: 15 to 300 kW, or 160 to 315 mm.</param>
    /// <param name="isFlexible">Whether the foundation gives way at the speed of the machine.</param>
    public static SeverityZones Of(int group, bool isFlexible) => (group, isFlexible) switch
    {
        (1, false) => new(2.3, 4.5, 7.1),
        (1, true) => new(3.5, 7.1, 11),
        (_, false) => new(1.4, 2.8, 4.5),
        (_, true) => new(2.3, 4.5, 7.1),
    };

    /// <summary>The zone of a velocity in mm/s RMS.</summary>
    public string ZoneOf(double velocity) => velocity <= A ? "A" : velocity <= B ? "B" : velocity <= C ? "C" : "D";
}
