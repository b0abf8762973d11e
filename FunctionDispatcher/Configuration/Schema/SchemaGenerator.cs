using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Schema;

/// <summary>
/// The JSON Schema (draft-07) of the bindings file, made from the config records. Editors complete and check with it; what depends on more
/// than one value is left to <see cref="BindingsFile"/>.
/// </summary>
public sealed class SchemaGenerator
{
    private const string DurationPattern = "^[0-9]{1,18}(ms|s|m|h|d)$";
    private const string SizePattern = "^[0-9]{1,18}(B|KiB|MiB|GiB|TiB)$";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly EventEdgeComponents _components;
    private readonly DocComments _docs;

    private SchemaGenerator(EventEdgeComponents components)
    {
        _components = components;
        _docs = DocComments.Of(components);
    }

    /// <summary>The schema as indented JSON that ends with a line break.</summary>
    /// <param name="components">What bindings can choose from. Default: what comes with EventEdge.</param>
    /// <exception cref="FileNotFoundException">The XML doc comments are not beside the program.</exception>
    public static string Generate(EventEdgeComponents? components = null) =>
        new SchemaGenerator(components ?? EventEdgeComponents.Default).Generate(typeof(BindingsConfig), "EventEdge bindings");

    /// <summary>The schema of files of cases, in the same form.</summary>
    /// <exception cref="FileNotFoundException">The XML doc comments are not beside the program.</exception>
    public static string GenerateCases() =>
        new SchemaGenerator(EventEdgeComponents.Default).Generate(typeof(CasesConfig), "EventEdge cases");

    private string Generate(Type type, string title)
    {
        var root = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (key, value) in ForRecord(type).ToList()) root[key] = value?.DeepClone();
        return root.ToJsonString(Form) + "\n";
    }

    private JsonObject ForRecord(Type type)
    {
        var shape = RecordShape.Of(type);
        var schema = ForMapping(type);
        var required = shape.Properties.Where(p => p.IsRequired).Select(p => (JsonNode)p.Key).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        if (shape.ExactlyOne is { } rule) schema["oneOf"] = ExactlyOneOf(rule.Keys);
        var properties = ForProperties(shape.Properties);
        schema["properties"] = properties;
        if (shape.ShortForm is not { } single) return schema;
        return new JsonObject { ["anyOf"] = new JsonArray(properties[single]!.DeepClone(), schema) };
    }

    private JsonObject ForChoice(Type type)
    {
        var choice = _components.Variants.Of(type);
        if (choice.IsByWord) return ForWord(choice);
        var schema = ForMapping(type);
        schema["oneOf"] = ExactlyOneOf(choice.Names);
        schema["properties"] = ForProperties(choice.Properties);
        return schema;
    }

    // Only what has settings can be written as a mapping.
    private JsonObject ForWord(ChoiceShape choice)
    {
        var words = new JsonObject { ["enum"] = new JsonArray([.. choice.Names.Select(n => (JsonNode)n)]) };
        var mappings = choice.Variants.Where(v => v.Shape.Properties.Count > 0).Select(v => (JsonNode)new JsonObject
        {
            ["type"] = "object", ["additionalProperties"] = false, ["required"] = new JsonArray(v.Name),
            ["properties"] = new JsonObject { [v.Name] = ForRecord(v.Shape.Type) },
        }).ToArray();
        return mappings.Length == 0 ? words : new JsonObject { ["anyOf"] = new JsonArray([words, .. mappings]) };
    }

    private JsonObject ForMapping(Type type) =>
        new() { ["description"] = _docs.Of(type), ["type"] = "object", ["additionalProperties"] = false };

    private static JsonArray ExactlyOneOf(IEnumerable<string> keys) =>
        new([.. keys.Select(k => new JsonObject { ["required"] = new JsonArray(k) })]);

    private JsonObject ForProperties(IEnumerable<PropertyShape> properties)
    {
        var schema = new JsonObject();
        foreach (var property in properties) schema[property.Key] = ForProperty(property);
        return schema;
    }

    private JsonObject ForProperty(PropertyShape property)
    {
        var schema = property.ItemType is { } item ? ForList(property, item)
            : property.EntryType is { } entry ? ForNamed(entry) : ForType(property, property.Type);
        schema["description"] = _docs.Of(property.Property);
        if (!property.IsRequired && DefaultOf(property) is { } value) schema["default"] = value;
        return schema;
    }

    private JsonObject ForNamed(Type entry)
    {
        var value = entry == typeof(string) ? new() { ["type"] = new JsonArray("string", "number", "boolean") }
            : RecordShape.IsChoice(entry) ? ForChoice(entry) : ForRecord(entry);
        return new() { ["type"] = "object", ["additionalProperties"] = value };
    }

    private JsonObject ForList(PropertyShape property, Type item)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = ForType(property, item) };
        return property.IsWords ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, list) } : list;
    }

    private JsonObject ForType(PropertyShape property, Type type)
    {
        if (type == typeof(bool)) return new() { ["type"] = "boolean" };
        if (type == typeof(int))
            return new() { ["type"] = "integer", ["minimum"] = Bound(property.Range!.Min), ["maximum"] = Bound(property.Range.Max) };
        if (type == typeof(double))
            return new() { ["type"] = "number", ["minimum"] = Number(property.Range!.Min), ["maximum"] = Number(property.Range.Max) };
        if (type == typeof(TimeSpan)) return new() { ["type"] = "string", ["pattern"] = DurationPattern };
        if (type == typeof(long)) return new() { ["type"] = "string", ["pattern"] = SizePattern };
        if (type.IsEnum) return new() { ["enum"] = new JsonArray([.. Keywords(type).Select(w => (JsonNode)w)]) };
        if (RecordShape.IsChoice(type)) return ForChoice(type);
        if (RecordShape.IsRecord(type)) return ForRecord(type);
        if (type != typeof(string)) return new() { ["type"] = "object" };
        return property.Form is { } form
            ? new() { ["type"] = "string", ["pattern"] = $"^(?:{form.Pattern})$", ["maxLength"] = form.LengthLimit }
            : new() { ["type"] = "string" };
    }

    private static JsonNode? DefaultOf(PropertyShape property) => (property.DefaultWord ?? property.DefaultValue) switch
    {
        string value => property.DefaultWord is null ? null : value,
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
