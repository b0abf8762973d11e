using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Tests.Announcements;

/// <summary>
/// What the documentation of Home Assistant's MQTT discovery asks of a message for a sensor or a binary sensor: keys, topics, the units
/// that a device class may have, and the state classes that go with it. Written from there, and not from the program.
/// </summary>
internal static partial class HomeAssistantRules
{
    private static readonly string[] Common =
    [
        "unique_id", "name", "state_topic", "value_template", "device_class", "availability_topic", "availability_template",
        "payload_available", "payload_not_available", "device", "origin",
    ];

    private static readonly string[] OfSensor = ["unit_of_measurement", "state_class"];

    private static readonly string[] OfBinarySensor = ["payload_on", "payload_off"];

    private static readonly string[] OfDevice = ["identifiers", "name", "manufacturer", "model"];

    private static readonly string[] StateClasses = ["measurement", "total", "total_increasing"];

    private static readonly Dictionary<string, string[]> Units = new(StringComparer.Ordinal)
    {
        ["apparent_power"] = ["mVA", "VA", "kVA"],
        ["battery"] = ["%"],
        ["carbon_dioxide"] = ["ppm"],
        ["current"] = ["A", "mA"],
        ["distance"] = ["km", "m", "cm", "mm", "mi", "nmi", "yd", "in"],
        ["duration"] = ["d", "h", "min", "s", "ms", "µs"],
        ["energy"] = ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"],
        ["frequency"] = ["Hz", "kHz", "MHz", "GHz"],
        ["energy_storage"] = ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"],
        ["gas"] = ["L", "m³", "ft³", "CCF", "MCF"],
        ["humidity"] = ["%"],
        ["illuminance"] = ["lx"],
        ["irradiance"] = ["W/m²", "BTU/(h⋅ft²)"],
        ["moisture"] = ["%"],
        ["pm1"] = ["µg/m³"],
        ["pm10"] = ["µg/m³"],
        ["pm25"] = ["µg/m³"],
        ["power"] = ["mW", "W", "kW", "MW", "GW", "TW"],
        ["precipitation"] = ["cm", "in", "mm"],
        ["pressure"] = ["Pa", "kPa", "hPa", "mPa", "bar", "cbar", "mbar", "mmHg", "inHg", "inH₂O", "psi"],
        ["reactive_power"] = ["mvar", "var", "kvar"],
        ["signal_strength"] = ["dB", "dBm"],
        ["speed"] = ["ft/s", "in/d", "in/h", "in/s", "km/h", "kn", "m/s", "mph", "mm/d", "mm/s"],
        ["temperature"] = ["°C", "°F", "K"],
        ["voltage"] = ["V", "mV", "µV", "kV", "MV"],
        ["volume_flow_rate"] = ["m³/h", "m³/min", "m³/s", "ft³/min", "L/h", "L/min", "L/s", "gal/min", "mL/s"],
        ["volume"] = ["L", "mL", "gal", "fl. oz.", "m³", "ft³", "CCF", "MCF"],
        ["water"] = ["L", "gal", "m³", "ft³", "CCF", "MCF"],
        ["weight"] = ["kg", "g", "mg", "µg", "oz", "lb", "st"],
        ["wind_direction"] = ["°"],
        ["wind_speed"] = ["ft/s", "km/h", "kn", "m/s", "mph"],
    };

    // Those of which statistics are made otherwise than of a value at the moment; none for those that have no statistics.
    private static readonly Dictionary<string, string[]> States = new(StringComparer.Ordinal)
    {
        ["distance"] = StateClasses,
        ["duration"] = StateClasses,
        ["energy"] = ["total", "total_increasing"],
        ["gas"] = ["total", "total_increasing"],
        ["monetary"] = ["total"],
        ["precipitation"] = StateClasses,
        ["volume"] = ["total", "total_increasing"],
        ["water"] = ["total", "total_increasing"],
        ["weight"] = StateClasses,
        ["wind_direction"] = [],
    };

    /// <summary>Asserts all of it; gives the message.</summary>
    public static JsonElement Assert(Announcement announcement, string prefix = "homeassistant")
    {
        Xunit.Assert.Matches($"^{Regex.Escape(prefix)}/(sensor|binary_sensor)/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config$", announcement.Topic);
        Xunit.Assert.InRange(Encoding.UTF8.GetByteCount(announcement.Topic), 1, 1024);
        var isBinary = announcement.Topic.StartsWith($"{prefix}/binary_sensor/", StringComparison.Ordinal);
        var message = JsonDocument.Parse(announcement.Payload).RootElement;
        Xunit.Assert.All(
            message.EnumerateObject(), m => Xunit.Assert.Contains(m.Name, Common.Concat(isBinary ? OfBinarySensor : OfSensor)));
        foreach (var required in new[] { "unique_id", "name", "state_topic", "device", "origin" })
            Xunit.Assert.True(message.TryGetProperty(required, out _), $"{required} is missing");
        var device = message.GetProperty("device");
        Xunit.Assert.All(device.EnumerateObject(), m => Xunit.Assert.Contains(m.Name, OfDevice));
        Xunit.Assert.NotEmpty(device.GetProperty("identifiers").EnumerateArray().Single().GetString()!);
        Xunit.Assert.NotEmpty(message.GetProperty("origin").GetProperty("name").GetString()!);
        AssertKind(message);
        return message;
    }

    /// <summary>Whether a device class may have a unit; null where the class is not in the table.</summary>
    public static bool? Allows(string kind, string unit) => Units.TryGetValue(kind, out var units) ? units.Contains(unit) : null;

    private static void AssertKind(JsonElement message)
    {
        var state = message.TryGetProperty("state_class", out var stateClass) ? stateClass.GetString() : null;
        if (state is not null) Xunit.Assert.Contains(state, StateClasses);
        if (!message.TryGetProperty("device_class", out var kind)) return;
        if (message.TryGetProperty("unit_of_measurement", out var unit))
            Xunit.Assert.True(Allows(kind.GetString()!, unit.GetString()!) ?? true, $"{kind} may not have {unit}");
        if (state is not null) Xunit.Assert.Contains(state, States.GetValueOrDefault(kind.GetString()!, ["measurement"]));
    }
}
