namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>Which device class of Home Assistant a number has, by its unit and its name: one that the unit is allowed for, or
/// none.</summary>
internal static class SensorKind
{
    private static readonly (string Unit, string? Word, string Kind)[] Kinds =
    [
        .. All("temperature", null, "°C", "°F", "K"), .. All("humidity", "humid", "%"), .. All("moisture", "moist", "%"),
        .. All("battery", "battery", "%"), .. All("battery", "soc", "%"),
        .. All("pressure", null, "hPa", "kPa", "Pa", "bar", "mbar", "psi"),
        .. All("power", null, "W", "kW", "MW", "mW"), .. All("apparent_power", null, "VA"), .. All("reactive_power", null, "var"),
        .. All("energy", null, "Wh", "kWh", "MWh"), .. All("voltage", null, "V", "mV", "kV"), .. All("current", null, "A", "mA"),
        .. All("frequency", null, "Hz", "kHz", "MHz"), .. All("illuminance", null, "lx"), .. All("carbon_dioxide", "co2", "ppm"),
        .. All("pm25", "pm25", "µg/m³"), .. All("pm10", "pm10", "µg/m³"), .. All("pm1", "pm1", "µg/m³"),
        .. All("signal_strength", null, "dBm"), .. All("signal_strength", "rssi", "dB"), .. All("signal_strength", "signal", "dB"),
        .. All("wind_speed", "wind", "m/s", "km/h", "mph"), .. All("speed", null, "m/s", "km/h", "mph"),
        .. All("precipitation", "rain", "mm"), .. All("distance", null, "mm", "cm", "m", "km"), .. All("weight", null, "kg", "g"),
        .. All("volume_flow_rate", null, "L/min", "m³/h"), .. All("duration", null, "s", "min", "h", "ms"),
        .. All("gas", "gas", "m³"), .. All("water", "water", "m³", "L"), .. All("irradiance", null, "W/m²"),
    ];

    // As Home Assistant writes them.
    private static readonly Dictionary<string, string> Spelling = new(StringComparer.Ordinal)
    {
        ["C"] = "°C", ["Cel"] = "°C", ["F"] = "°F", ["lux"] = "lx", ["l/min"] = "L/min", ["m3/h"] = "m³/h", ["m3"] = "m³", ["l"] = "L",
        ["ug/m3"] = "µg/m³", ["μg/m³"] = "µg/m³", ["percent"] = "%", ["W/m2"] = "W/m²",
    };

    /// <summary>The unit in its spelling.</summary>
    public static string? UnitOf(string? unit) => unit is null ? null : Spelling.GetValueOrDefault(unit, unit);

    /// <summary>The class; null where none fits.</summary>
    /// <param name="unit">The unit in its spelling.</param>
    /// <param name="field">What it is a value of.</param>
    public static string? ClassOf(string? unit, ResultField field)
    {
        if (unit is null || !field.IsValue) return null;
        var kind = Array.Find(Kinds, k => k.Unit == unit
            && (k.Word is null || field.Source.Contains(k.Word, StringComparison.OrdinalIgnoreCase))).Kind;
        // The mean of what a meter shows is no total, and may not be called one.
        return DeviceClass.IsTotal(kind) && !field.IsReading ? null : kind;
    }

    private static IEnumerable<(string Unit, string? Word, string Kind)> All(string kind, string? word, params string[] units) =>
        units.Select(unit => (unit, word, kind));
}
