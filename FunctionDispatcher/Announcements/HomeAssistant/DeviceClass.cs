namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>
/// What Home Assistant asks of the device classes of sensors: the units that go with them, and the statistics that are made of them. A
/// class that is not in the tables, such as a new one, is not judged.
/// </summary>
internal static class DeviceClass
{
    private static readonly string[] Energy =
        ["Wh", "kWh", "MWh", "GWh", "TWh", "mWh", "J", "kJ", "MJ", "GJ", "cal", "kcal", "Mcal", "Gcal"];

    private static readonly string[] Length = ["km", "m", "cm", "mm", "mi", "nmi", "yd", "ft", "in"];
    private static readonly string[] Pressure = ["Pa", "mPa", "hPa", "kPa", "MPa", "bar", "cbar", "mbar", "mmHg", "inHg", "inH₂O", "psi"];
    private static readonly string[] Speed = ["m/s", "km/h", "mph", "kn", "ft/s", "in/s", "mm/s", "m/min", "Beaufort"];
    private static readonly string[] Volume = ["m³", "L", "mL", "ft³", "CCF", "MCF", "gal", "fl. oz."];

    private static readonly Dictionary<string, string[]> Units = new(StringComparer.Ordinal)
    {
        ["apparent_power"] = ["VA", "mVA", "kVA"], ["atmospheric_pressure"] = Pressure, ["battery"] = ["%"],
        ["carbon_dioxide"] = ["ppm"], ["current"] = ["A", "mA"], ["distance"] = Length, ["duration"] = ["d", "h", "min", "s", "ms", "µs"],
        ["energy"] = Energy, ["energy_storage"] = Energy, ["frequency"] = ["Hz", "mHz", "kHz", "MHz", "GHz"],
        ["gas"] = ["m³", "L", "ft³", "CCF", "MCF"], ["humidity"] = ["%"], ["illuminance"] = ["lx"],
        ["irradiance"] = ["W/m²", "BTU/(h⋅ft²)"], ["moisture"] = ["%"],
        ["pm1"] = ["µg/m³"], ["pm10"] = ["µg/m³"], ["pm25"] = ["µg/m³"],
        ["power"] = ["W", "mW", "kW", "MW", "GW", "TW", "BTU/h"], ["precipitation"] = ["mm", "cm", "in"],
        ["precipitation_intensity"] = ["mm/h", "mm/d", "in/h", "in/d"], ["pressure"] = Pressure,
        ["reactive_power"] = ["var", "mvar", "kvar"], ["signal_strength"] = ["dBm", "dB"],
        ["speed"] = [.. Speed, "mm/h", "mm/d", "in/h", "in/d"],
        ["temperature"] = ["°C", "°F", "K"], ["voltage"] = ["V", "mV", "µV", "kV", "MV"],
        ["volume"] = Volume, ["volume_storage"] = Volume,
        ["volume_flow_rate"] = ["m³/h", "m³/min", "m³/s", "ft³/min", "L/h", "L/min", "L/s", "gal/min", "mL/s"],
        ["water"] = ["m³", "L", "ft³", "CCF", "MCF", "gal"], ["weight"] = ["kg", "g", "mg", "µg", "t", "oz", "lb", "st"],
        ["wind_direction"] = ["°"], ["wind_speed"] = Speed,
    };

    private static readonly string[] Totals = ["energy", "gas", "volume", "water", "monetary"];
    private static readonly string[] WithoutStatistics = ["date", "enum", "timestamp", "uptime", "wind_direction"];

    // Of these, statistics may be made either way.
    private static readonly string[] Either = ["area", "data_size", "distance", "duration", "precipitation", "weight"];

    /// <summary>The units that a class may have; empty where that is not judged.</summary>
    public static IReadOnlyList<string> UnitsOf(string kind) => Units.GetValueOrDefault(kind, []);

    /// <summary>Whether what has the class is counted up, and no value at the moment.</summary>
    public static bool IsTotal(string? kind) => kind is not null && Totals.Contains(kind);

    /// <summary>What statistics of a number are made of.</summary>
    public static HomeAssistantStateClass StateOf(string? kind)
    {
        if (kind == "monetary") return HomeAssistantStateClass.Total;
        if (IsTotal(kind)) return HomeAssistantStateClass.TotalIncreasing;
        return WithoutStatistics.Contains(kind) ? HomeAssistantStateClass.None : HomeAssistantStateClass.Measurement;
    }

    /// <summary>Whether a class and such statistics go together.</summary>
    public static bool Allows(string kind, HomeAssistantStateClass state)
    {
        if (state == HomeAssistantStateClass.None || Either.Contains(kind)) return true;
        if (WithoutStatistics.Contains(kind)) return false;
        if (kind == "monetary") return state == HomeAssistantStateClass.Total;
        if (IsTotal(kind)) return state != HomeAssistantStateClass.Measurement;
        return state == HomeAssistantStateClass.Measurement || !Units.ContainsKey(kind);
    }
}
