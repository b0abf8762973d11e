using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// The JSON Schema (draft-07) of the bindings file, made from the config records. Editors complete and check with it; what depends on more
/// than one value is left to <see cref="BindingsFile"/>.
/// </summary>
public static class SchemaGenerator
{
    private const string DurationPattern = "^[0-9]{1,18}(ms|s|m|h|d)$";
    private const string SizePattern = "^[0-9]{1,18}(B|KiB|MiB|GiB|TiB)$";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as indented JSON that ends with a line break.</summary>
    /// <exception cref="FileNotFoundException">The XML doc comments are not beside the program.</exception>
    public static string Generate() => Generate(typeof(BindingsConfig), "EventEdge bindings");

    /// <summary>The schema of files of cases, in the same form.</summary>
    /// <exception cref="FileNotFoundException">The XML doc comments are not beside the program.</exception>
    public static string GenerateCases() => Generate(typeof(CasesConfig), "EventEdge cases");

    private static string Generate(Type type, string title)
    {
        var docs = new DocComments(typeof(BindingsConfig).Assembly, typeof(DeliveryClass).Assembly);
        var root = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (key, value) in ForRecord(type, docs).ToList()) root[key] = value?.DeepClone();
        return root.ToJsonString(Form) + "\n";
    }

    private static JsonObject ForRecord(Type type, DocComments docs)
    {
        var shape = RecordShape.Of(type);
        var schema = new JsonObject { ["description"] = docs.Of(type), ["type"] = "object", ["additionalProperties"] = false };
        var required = shape.Properties.Where(p => p.IsRequired).Select(p => (JsonNode)p.Key).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        if (shape.ExactlyOne is { } rule) schema["oneOf"] = new JsonArray([.. rule.Keys.Select(k => new JsonObject { ["required"] = new JsonArray(k) })]);

        var defaults = Activator.CreateInstance(type)!;
        var properties = new JsonObject();
        foreach (var property in shape.Properties) properties[property.Key] = ForProperty(property, defaults, docs);
        schema["properties"] = properties;
        if (shape.ShortForm is not { } single) return schema;
        return new JsonObject { ["anyOf"] = new JsonArray(properties[single]!.DeepClone(), schema) };
    }

    private static JsonObject ForProperty(PropertyShape property, object defaults, DocComments docs)
    {
        var schema = property.ItemType is { } item ? ForList(property, item, docs) : ForType(property, property.Type, docs);
        schema["description"] = docs.Of(property.Property);
        if (!property.IsRequired && DefaultOf(property, defaults) is { } value) schema["default"] = value;
        return schema;
    }

    private static JsonObject ForList(PropertyShape property, Type item, DocComments docs)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = ForType(property, item, docs) };
        return property.IsWords ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, list) } : list;
    }

    private static JsonObject ForType(PropertyShape property, Type type, DocComments docs)
    {
        if (type == typeof(bool)) return new() { ["type"] = "boolean" };
        if (type == typeof(int)) return new() { ["type"] = "integer", ["minimum"] = Bound(property.Range!.Min), ["maximum"] = Bound(property.Range.Max) };
        if (type == typeof(double)) return new() { ["type"] = "number", ["minimum"] = Number(property.Range!.Min), ["maximum"] = Number(property.Range.Max) };
        if (type == typeof(TimeSpan)) return new() { ["type"] = "string", ["pattern"] = DurationPattern };
        if (type == typeof(long)) return new() { ["type"] = "string", ["pattern"] = SizePattern };
        if (type.IsEnum) return new() { ["enum"] = new JsonArray([.. Keywords(type).Select(w => (JsonNode)w)]) };
        if (RecordShape.IsRecord(type)) return ForRecord(type, docs);
        if (type != typeof(string)) return new() { ["type"] = "object" };
        return property.Form is { } form
            ? new() { ["type"] = "string", ["pattern"] = $"^(?:{form.Pattern})$", ["maxLength"] = form.LengthLimit }
            : new() { ["type"] = "string" };
    }

    private static JsonNode? DefaultOf(PropertyShape property, object defaults) => property.Property.GetValue(defaults) switch
    {
        bool value => value,
        int value => value,
        double value => value,
        long value => Quantity.FormatSize(value),
        TimeSpan value => Quantity.Format(value),
        Enum value => RecordShape.KeyOf(value.ToString()),
        _ => null,
    };

    private static IEnumerable<string> Keywords(Type type) => Enum.GetNames(type).Select(RecordShape.KeyOf);

    private static int Bound(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
