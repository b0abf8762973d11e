using System.Text.RegularExpressions;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>What names of fields and topics say of the quantity: its unit, and whether it is counted up. A name is a hint, not a
/// proof.</summary>
internal static partial class Quantities
{
    // The end of a name that is a unit; of several the first counts.
    private static readonly (string Suffix, string Unit)[] Suffixes =
    [
        ("celsius", "°C"), ("_c", "°C"), ("fahrenheit", "°F"), ("_f", "°F"), ("_kwh", "kWh"), ("_wh", "Wh"), ("_mwh", "MWh"), ("_kw", "kW"),
        ("_mw", "mW"), ("_w", "W"), ("_kv", "kV"), ("_mv", "mV"), ("_v", "V"), ("_ma", "mA"), ("_a", "A"), ("_hz", "Hz"), ("_khz", "kHz"),
        ("_mhz", "MHz"), ("_hpa", "hPa"), ("_kpa", "kPa"), ("_mbar", "mbar"), ("_bar", "bar"), ("_pa", "Pa"), ("_psi", "psi"), ("_ppm",
        "ppm"),
        ("_ppb", "ppb"), ("_lux", "lx"), ("_lx", "lx"), ("_dbm", "dBm"), ("_db", "dB"), ("_pct", "%"), ("_percent", "%"), ("_mm_h", "mm/h"),
        ("_mm", "mm"), ("_cm", "cm"), ("_km_h", "km/h"), ("_m_s", "m/s"), ("_km", "km"), ("_ms", "ms"), ("_rpm", "rpm"), ("_deg", "°"),
        ("_l_min", "l/min"), ("_m3", "m³"), ("_kg", "kg"), ("_g", "g"), ("_seconds", "s"), ("_min", "min"),
    ];

    // A word of a name, and the unit that the quantity most often has.
    private static readonly (string Word, string? Unit)[] Words =
    [
        ("temperature", "°C"), ("temp", "°C"), ("dewpoint", "°C"), ("humidity", "%"), ("hum", "%"), ("moisture", "%"), ("pressure", null),
        ("co2", "ppm"), ("tvoc", null), ("voc", null), ("pm25", "µg/m³"), ("pm10", "µg/m³"), ("pm1", "µg/m³"), ("illuminance", "lx"),
        ("lux", "lx"), ("voltage", "V"), ("volt", "V"), ("current", "A"), ("power", "W"), ("frequency", "Hz"), ("energy", null),
        ("battery", "%"), ("soc", "%"), ("rssi", "dBm"), ("snr", "dB"), ("signal", null), ("linkquality", null), ("speed", null),
        ("flow", null),
        ("level", null), ("distance", null), ("rain", null), ("wind", null), ("noise", "dB"), ("weight", null), ("torque", null),
        ("vibration", null), ("position", null), ("brightness", null), ("consumption", null), ("water", null), ("gas", null),
    ];

    /// <summary>The unit that a name suggests; null where it suggests none.</summary>
    public static string? UnitOf(string name)
    {
        var own = name[(name.LastIndexOf('.') + 1)..];
        var last = Snake(own);
        // As it is written first: the words of energy_kWh are not energy, k and Wh.
        var suffix = new[] { own.ToLowerInvariant(), last }
            .Select(text => Array.Find(Suffixes, s => text.EndsWith(s.Suffix, StringComparison.Ordinal) && text.Length > s.Suffix.Length))
            .FirstOrDefault(s => s.Unit is not null);
        if (suffix.Unit is not null) return suffix.Unit;
        var parts = last.Split('_');
        return Array.Find(Words, w => parts.Contains(w.Word)).Unit;
    }

    /// <summary>Whether a name is that of a quantity that is measured.</summary>
    public static bool IsKnown(string name)
    {
        var parts = Snake(name).Split('_', '.', '-');
        return IsCounter(name) || Array.Exists(Words, w => parts.Contains(w.Word));
    }

    /// <summary>Whether a name is that of something counted up over the years.</summary>
    public static bool IsCounter(string name) => Counter().IsMatch(Snake(name));

    /// <summary>Whether a name is that of what numbers messages or counts the time since the start: nobody plots it.</summary>
    public static bool IsSequence(string name) => Sequence().IsMatch(Snake(name));

    /// <summary>Whether a name is that of a state.</summary>
    public static bool IsState(string name) => State().IsMatch(Snake(name));

    /// <summary>Whether a name is that of an alarm.</summary>
    public static bool IsAlarm(string name) => Alarm().IsMatch(Snake(name));

    /// <summary>Whether a name is that of a place's coordinate.</summary>
    public static bool IsPlace(string name) => Place().IsMatch(Snake(name[(name.LastIndexOf('.') + 1)..]));

    /// <summary>Whether a name is that of what tells one device, channel or series from another.</summary>
    public static bool IsIdentity(string name) => Identity().IsMatch(Snake(name[(name.LastIndexOf('.') + 1)..]));

    /// <summary>A name in small letters, with its words parted by <c>_</c>.</summary>
    public static string Snake(string name) => Hump().Replace(name, "$1_$2").ToLowerInvariant().Replace('-', '_').Replace(' ', '_');

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Hump();

    [GeneratedRegex(
        @"(^|[_.])(energy|kwh|wh|total|count|counter|pulses|odometer|mileage|steps|meter_reading|consumed|produced|"
        + @"imported|exported|volume_total|charge_total|rain_total|rain_mm|rain_in)(_?[a-z]{0,4})?$")]
    private static partial Regex Counter();

    [GeneratedRegex(
        @"(^|[_.])(seq|sequence|sequence_number|seq_no|seqno|msg_id|message_id|uptime|uptime_sec|fcnt|f_cnt|f_port|"
        + @"nonce|packet|counter_id|loop|heap|free_mem|up|load_avg)$")]
    private static partial Regex Sequence();

    [GeneratedRegex(
        @"(^|[_.])(state|status|mode|phase|step|program|position_state|relay|output|switch|power_state|on|enabled|"
        + @"connected|online|running|open|closed|contact|occupancy|presence|charging|active|quality|code|fault|error)$")]
    private static partial Regex State();

    [GeneratedRegex(
        @"(^|[_.])(alarm|alert|tamper|water_leak|leak|smoke|gas_alarm|carbon_monoxide|emergency|intrusion|overheat|trip|"
        + @"tripped)([_.]|$)")]
    private static partial Regex Alarm();

    [GeneratedRegex(@"^(lat|lon|lng|long|latitude|longitude|alt|altitude|elevation|heading|course|cog|bearing|geohash)$")]
    private static partial Regex Place();

    [GeneratedRegex(
        @"^(id|name|tag|tag_name|sensor|sensor_id|sensor_name|device|device_id|device_name|channel|addr|address|mac|"
        + @"serial|sn|uuid|key|metric|node|unit_id|slave|slave_id|point|label|n|ident|measurement)$")]
    private static partial Regex Identity();
}
