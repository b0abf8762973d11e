using System.Text;
using System.Text.Json;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Announcements;
using EventEdge.FunctionDispatcher.Announcements.HomeAssistant;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Tests.Announcements;

/// <summary>The messages of discovery: as they are documented, one for each field of each series, and no two of one name.</summary>
public sealed class HomeAssistantWriterTests
{
    [Fact]
    public void A_number_is_a_sensor_with_its_unit_and_classes()
    {
        var announced = Write("temperature_mean", 21.5, fields: "temperature: { unit: °C }")!;
        Assert.Equal("homeassistant/sensor/edge/climate-hall-temperature_mean/config", announced.Topic);
        Assert.Equal(
            """
            {"unique_id":"eventedge_edge_climate-hall-temperature_mean","name":"temperature mean","state_topic":"plant/hall/climate",
            "value_template":"{{ value_json['temperature_mean'] if 'temperature_mean' in value_json }}",
            "unit_of_measurement":"°C","device_class":"temperature","state_class":"measurement",
            "availability_topic":"eventedge/edge/status","availability_template":"{{ value_json.state }}",
            "payload_available":"online","payload_not_available":"offline","device":{"identifiers":["eventedge_edge_climate-hall"],
            "name":"climate hall","manufacturer":"EventEdge","model":"climate"},"origin":{"name":"EventEdge"}}
            """.Replace("\n", string.Empty, StringComparison.Ordinal),
            Encoding.UTF8.GetString(announced.Payload.Span));
    }

    [Fact]
    public void A_truth_value_is_a_binary_sensor()
    {
        var announced = Write("door", true)!;
        Assert.Equal("homeassistant/binary_sensor/edge/climate-hall-door/config", announced.Topic);
        var message = HomeAssistantRules.Assert(announced);
        Assert.Equal("{{ ('ON' if value_json['door'] else 'OFF') if 'door' in value_json }}", Text(message, "value_template"));
        Assert.Equal(("ON", "OFF"), (message.GetProperty("payload_on").GetString(), message.GetProperty("payload_off").GetString()));
    }

    [Fact]
    public void A_text_is_a_sensor_without_statistics()
    {
        var message = HomeAssistantRules.Assert(Write("mode", "run")!);
        Assert.False(message.TryGetProperty("state_class", out _));
        Assert.False(message.TryGetProperty("unit_of_measurement", out _));
    }

    [Theory]
    [InlineData("state_previous")]
    [InlineData("final")]
    public void What_only_explains_another_field_is_not_announced(string field) => Assert.Null(Write(field, true));

    [Fact]
    public void Only_the_fields_that_are_wanted_are_announced()
    {
        Assert.NotNull(Write("a", 1, discovery: "{ only: [a] }"));
        Assert.Null(Write("b", 1, discovery: "{ only: [a] }"));
    }

    [Fact]
    public void What_is_told_of_a_field_counts()
    {
        var message = HomeAssistantRules.Assert(
            Write(
                "e", 1,
                discovery: "{ prefix: ha/x, fields: { e: { name: Meter, unit: kWh, device_class: energy, state_class: total } } }")!,
            "ha/x");
        Assert.Equal(
            ("Meter", "kWh", "energy", "total"),
            (Text(message, "name"), Text(message, "unit_of_measurement"), Text(message, "device_class"), Text(message, "state_class")));
    }

    [Fact]
    public void No_statistics_are_made_where_none_are_wanted() => Assert.Null(
        Text(HomeAssistantRules.Assert(Write("e", 1, discovery: "{ fields: { e: { state_class: none } } }")!), "state_class"));

    [Theory]
    [InlineData("energy", "energy", "total_increasing")]
    [InlineData("energy_last", "energy", "total_increasing")]
    [InlineData("energy_max", "energy", "total_increasing")]
    [InlineData("energy_mean", null, "measurement")]
    [InlineData("energy_increase", null, "measurement")]
    public void Energy_is_a_total_only_where_it_is_one(string field, string? kind, string state)
    {
        var message = HomeAssistantRules.Assert(Write(field, 1, fields: "energy: { unit: kWh }")!);
        Assert.Equal(
            (kind, state, "kWh"), (Text(message, "device_class"), Text(message, "state_class"), Text(message, "unit_of_measurement")));
    }

    [Theory]
    [InlineData("temperature_mean", "temperature")]
    [InlineData("temperature_p95", "temperature")]
    [InlineData("temperature_last", "temperature")]
    [InlineData("temperature_stddev", null)]
    [InlineData("temperature_sum", null)]
    [InlineData("temperature_difference", null)]
    public void Only_a_value_of_a_quantity_has_its_class(string field, string? kind) => Assert.Equal(
        kind, Text(HomeAssistantRules.Assert(Write(field, 1, fields: "temperature: { unit: °C }")!), "device_class"));

    [Theory]
    [InlineData("energy", "Wh", "total_increasing")]
    [InlineData("gas", "m³", "total_increasing")]
    [InlineData("water", "L", "total_increasing")]
    [InlineData("volume", "L", "total_increasing")]
    [InlineData("monetary", "EUR", "total")]
    [InlineData("energy_storage", "kWh", "measurement")]
    [InlineData("wind_direction", "°", null)]
    [InlineData("temperature", "°C", "measurement")]
    [InlineData("something_new", "x", "measurement")]
    public void Statistics_are_those_that_go_with_the_class_that_is_told(string kind, string unit, string? state)
    {
        var message = HomeAssistantRules.Assert(
            Write("e", 1, discovery: $"{{ fields: {{ e: {{ unit: \"{unit}\", device_class: {kind} }} }} }}")!);
        Assert.Equal((kind, state), (Text(message, "device_class"), Text(message, "state_class")));
    }

    [Fact]
    public void What_a_meter_grew_by_is_no_total_though_its_class_is_told() => Assert.Null(Text(
        HomeAssistantRules.Assert(Write("e_increase", 1, discovery: "{ fields: { e_increase: { unit: kWh, device_class: energy } } }")!),
        "state_class"));

    [Theory]
    [InlineData("temperature_count", null)]
    [InlineData("temperature_mean", "°C")]
    [InlineData("temperature_p95", "°C")]
    [InlineData("temperature", "°C")]
    [InlineData("pressure_mean", null)]
    public void Statistics_have_the_unit_of_what_they_are_made_of(string field, string? unit) => Assert.Equal(
        unit, Text(HomeAssistantRules.Assert(Write(field, 1, fields: "temperature: { unit: °C }")!), "unit_of_measurement"));

    [Theory]
    [InlineData("temperature", "°C", "temperature")]
    [InlineData("humidity", "%", "humidity")]
    [InlineData("soil_moisture", "%", "moisture")]
    [InlineData("battery", "%", "battery")]
    [InlineData("load", "%", null)]
    [InlineData("power", "W", "power")]
    [InlineData("supply", "V", "voltage")]
    [InlineData("current", "mA", "current")]
    [InlineData("pressure", "hPa", "pressure")]
    [InlineData("light", "lux", "illuminance")]
    [InlineData("co2", "ppm", "carbon_dioxide")]
    [InlineData("voc", "ppm", null)]
    [InlineData("pm25", "µg/m³", "pm25")]
    [InlineData("wind", "km/h", "wind_speed")]
    [InlineData("belt", "m/s", "speed")]
    [InlineData("rain", "mm", "precipitation")]
    [InlineData("flow", "l/min", "volume_flow_rate")]
    [InlineData("rssi", "dBm", "signal_strength")]
    [InlineData("lqi", "lqi", null)]
    public void The_device_class_is_one_that_the_unit_is_allowed_for(string name, string unit, string? kind)
    {
        var message = HomeAssistantRules.Assert(Write(name, 1, fields: $"{name}: {{ unit: \"{unit}\" }}")!);
        Assert.Equal(kind, Text(message, "device_class"));
        if (kind is not null) Assert.True(HomeAssistantRules.Allows(kind, Text(message, "unit_of_measurement")!));
    }

    [Theory]
    [InlineData("a.b", "{{ value_json['a.b'] if 'a.b' in value_json }}")]
    [InlineData("it's", @"{{ value_json['it\'s'] if 'it\'s' in value_json }}")]
    [InlineData(@"a\b", @"{{ value_json['a\\b'] if 'a\\b' in value_json }}")]
    [InlineData("time", "{{ value_json['time_'] if 'time_' in value_json }}")]
    [InlineData("room", "{{ value_json['room_'] if 'room_' in value_json }}")]
    public void The_template_reads_the_field_under_the_name_that_it_has_in_the_message(string field, string template) =>
        Assert.Equal(template, Text(HomeAssistantRules.Assert(Write(field, 1)!), "value_template"));

    [Fact]
    public void A_series_is_a_device_of_its_own()
    {
        var (hall, attic) = (Device("hall"), Device("attic"));
        Assert.NotEqual(hall, attic);
        Assert.Equal(hall, HomeAssistantRules.Assert(Write("b", 1)!).GetProperty("device").GetProperty("identifiers")[0].GetString());

        static string? Device(string room) =>
            HomeAssistantRules.Assert(Write("a", 1, room: room)!).GetProperty("device").GetProperty("identifiers")[0].GetString();
    }

    [Fact]
    public void Whatever_tags_and_fields_are_the_message_is_as_documented_and_no_two_have_one_topic()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        Gen.Select(Gen.String[Gen.Char["a-b_c./ é'\"\\\n"], 0, 6], Gen.String[Gen.Char["a-b_c./ é'\"\\"], 1, 6]).Sample(
            (room, field) =>
            {
                if (Write(field, 1, room: room) is not { } announced) return;
                HomeAssistantRules.Assert(announced);
                lock (seen)
                {
                    if (!seen.TryAdd(announced.Topic, $"{room}|{field}")) Assert.Equal(seen[announced.Topic], $"{room}|{field}");
                }
            },
            iter: 2000);
    }

    [Fact]
    public void Every_class_that_a_name_and_a_unit_may_lead_to_is_allowed_with_the_unit()
    {
        string[] words =
        [
            "humidity", "moisture", "battery", "soc", "co2", "pm25", "pm10", "pm1", "rssi", "signal", "wind", "rain", "gas", "water", "x",
        ];
        string[] units =
        [
            "C", "°F", "K", "percent", "hPa", "kPa", "Pa", "bar", "mbar", "psi", "W", "kW", "MW", "mW", "VA", "var", "Wh", "kWh", "MWh",
            "V", "mV", "kV", "A", "mA", "Hz", "kHz", "MHz", "lux", "ppm", "ug/m3", "dBm", "dB", "m/s", "km/h", "mph", "mm", "cm", "m", "km",
            "kg", "g", "l/min", "m3/h", "s", "min", "h", "ms", "m3", "l", "W/m2",
        ];
        var kinds = new HashSet<string>();
        foreach (var word in words)
        {
            foreach (var unit in units)
            {
                var message = HomeAssistantRules.Assert(Write(word, 1, fields: $"{word}: {{ unit: \"{unit}\" }}")!);
                if (Text(message, "device_class") is not { } kind) continue;
                kinds.Add(kind);
                Assert.True(HomeAssistantRules.Allows(kind, Text(message, "unit_of_measurement")!), $"{kind} {unit}");
            }
        }

        Assert.InRange(kinds.Count, 25, 60);
    }

    private static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Announcement? Write(string field, FieldValue value, string fields = "", string discovery = "{}", string room = "hall")
    {
        var text = $"bindings: [{{ name: climate, trigger: {{ mqtt: \"plant/{{room}}/air\" }}, fields: {{ {fields} }}, "
            + "function: { builtin: pass }, "
            + $"emit: {{ mqtt: \"plant/{{room}}/climate\", discovery: {{ home_assistant: {discovery} }} }} }}]";
        var result = BindingsFile.Parse(text, "b", EventEdgeComponents.Default);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        var binding = result.Config!.Bindings[0];
        var point = new Point
        {
            Measurement = string.Empty, Tags = [new("room", room)], Fields = [new(field, value)], Time = DateTimeOffset.UnixEpoch, Id = 1,
        };
        return Writer(binding).Write(point, $"plant/{room}/climate", field, value);
    }

    private static IAnnouncementWriter Writer(BindingConfig binding) =>
        new HomeAssistantAnnouncer().Create(binding.Emit.Discovery!, new("edge", binding));
}
