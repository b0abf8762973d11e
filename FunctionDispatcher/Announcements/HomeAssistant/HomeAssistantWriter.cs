using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>
/// Writes the configuration of one entity: where its state is, how it is read out of the JSON, what it is, which device it belongs to,
/// and that it is unavailable while the node is.
/// </summary>
internal sealed class HomeAssistantWriter(HomeAssistantConfig config, AnnouncementOrigin origin) : IAnnouncementWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _node = ObjectName.Of(origin.Node);

    /// <inheritdoc />
    public Announcement? Write(Point point, string topic, string field, in FieldValue value)
    {
        if (!IsWanted(field)) return null;
        var isSwitch = value.Kind == FieldKind.Boolean;
        var tags = point.Tags.Where(t => t.Key != NodeTag.Name).ToList();
        // No part has the mark between them in it, so that no two series have one name.
        var series = string.Join('-', new[] { origin.Binding.Name }.Concat(tags.Select(t => ObjectName.Part(t.Value))));
        var entity = ObjectName.Of($"{series}-{ObjectName.Part(field)}");
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("unique_id"u8, $"eventedge_{_node}_{entity}");
            json.WriteString("name"u8, config.Fields?.GetValueOrDefault(field)?.Name ?? Spoken(field));
            json.WriteString("state_topic"u8, topic);
            WriteTemplate(json, Quoted(LocalPayload.NameOf(point, field)), isSwitch);
            if (!isSwitch) WriteKind(json, field, value);
            WriteAvailability(json);
            WriteDevice(json, series, tags);
            json.WriteEndObject();
        }

        var kind = isSwitch ? "binary_sensor" : "sensor";
        return new(origin.Binding.Name, $"{config.PrefixInUse}/{kind}/{_node}/{entity}/config", output.WrittenMemory);
    }

    private bool IsWanted(string field) => config.Only is { } only
        ? only.Contains(field)
        : field != "final" && !field.EndsWith("_previous", StringComparison.Ordinal);

    // A result without the field says nothing of it: what renders to nothing is passed over there.
    private static void WriteTemplate(Utf8JsonWriter json, string member, bool isSwitch)
    {
        var value = $"value_json[{member}]";
        var shown = isSwitch ? $"('ON' if {value} else 'OFF')" : value;
        json.WriteString("value_template"u8, $"{{{{ {shown} if {member} in value_json }}}}");
        if (!isSwitch) return;
        json.WriteString("payload_on"u8, "ON"u8);
        json.WriteString("payload_off"u8, "OFF"u8);
    }

    private void WriteKind(Utf8JsonWriter json, string field, in FieldValue value)
    {
        var told = config.Fields?.GetValueOrDefault(field);
        if (!value.IsNumber)
        {
            if (told?.DeviceClass is { } word) json.WriteString("device_class"u8, word);
            return;
        }

        var result = ResultField.Of(field, origin.Binding);
        var unit = SensorKind.UnitOf(told?.Unit ?? result.Unit);
        var kind = told?.DeviceClass ?? SensorKind.ClassOf(unit, result);
        if (unit is not null) json.WriteString("unit_of_measurement"u8, unit);
        if (kind is not null) json.WriteString("device_class"u8, kind);
        var state = told?.StateClass ?? StateOf(kind, result);
        if (state != HomeAssistantStateClass.None) json.WriteString("state_class"u8, RecordShape.KeyOf(state.ToString()));
    }

    // What it grew by in a window is no total that grows, whatever it is called.
    private static HomeAssistantStateClass StateOf(string? kind, ResultField result) =>
        DeviceClass.IsTotal(kind) && !result.IsReading ? HomeAssistantStateClass.None : DeviceClass.StateOf(kind);

    private void WriteAvailability(Utf8JsonWriter json)
    {
        json.WriteString("availability_topic"u8, $"eventedge/{origin.Node}/status");
        json.WriteString("availability_template"u8, "{{ value_json.state }}"u8);
        json.WriteString("payload_available"u8, "online"u8);
        json.WriteString("payload_not_available"u8, "offline"u8);
    }

    private void WriteDevice(Utf8JsonWriter json, string series, List<KeyValuePair<string, string>> tags)
    {
        json.WriteStartObject("device"u8);
        json.WriteStartArray("identifiers"u8);
        json.WriteStringValue($"eventedge_{_node}_{ObjectName.Of(series)}");
        json.WriteEndArray();
        json.WriteString("name"u8, tags.Count == 0 ? Spoken(origin.Binding.Name)
            : $"{Spoken(origin.Binding.Name)} {string.Join(' ', tags.Select(t => t.Value))}");
        json.WriteString("manufacturer"u8, "EventEdge"u8);
        json.WriteString("model"u8, origin.Binding.Name);
        json.WriteEndObject();
        json.WriteStartObject("origin"u8);
        json.WriteString("name"u8, "EventEdge"u8);
        json.WriteEndObject();
    }

    // The name of a member as a template writes it, whatever it is.
    private static string Quoted(string name) =>
        $"'{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    private static string Spoken(string name) => name.Replace('_', ' ').Replace('.', ' ').Trim() is { Length: > 0 } spoken ? spoken : name;
}
