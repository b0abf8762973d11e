using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Configuration.Schema;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Schema;

/// <summary>As much of JSON Schema draft-07 as the generated schema uses; a keyword it does not know is an error.</summary>
internal static class SchemaCheck
{
    public static IReadOnlyList<string> Check(string yaml, string? schema = null)
    {
        var source = new ProblemList("x", new SourceText(yaml));
        var document = ToJson(YamlTree.Read(yaml, source));
        return [.. Check(JsonNode.Parse(schema ?? SchemaGenerator.Generate())!.AsObject(), document, "$")];
    }

    private static IEnumerable<string> Check(JsonObject schema, JsonNode? value, string path) =>
        schema.SelectMany(rule => Check(rule.Key, rule.Value!, schema, value, path));

    private static IEnumerable<string> Check(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string path)
    {
        var map = value as JsonObject;
        var text = value is JsonValue single && single.TryGetValue<string>(out var t) ? t : null;
        var number = value is JsonValue other && other.TryGetValue<double>(out var n) ? n : (double?)null;
        return keyword switch
        {
            "$schema" or "title" or "description" or "default" => [],
            "type" => When(
                TypeOf(value) != rule.GetValue<string>() && !(rule.GetValue<string>() == "integer" && number % 1 == 0),
                $"{path} is not {rule}"),
            "required" => rule.AsArray().Where(k => map?.ContainsKey(k!.GetValue<string>()) == false).Select(k => $"{path} lacks {k}"),
            "properties" => rule.AsObject().Where(p => map?.ContainsKey(p.Key) == true)
                .SelectMany(p => Check(p.Value!.AsObject(), map![p.Key], $"{path}.{p.Key}")),
            "additionalProperties" =>
                map?.Where(p => !schema["properties"]!.AsObject().ContainsKey(p.Key)).Select(p => $"{path} has {p.Key}") ?? [],
            "items" => (value as JsonArray)?.SelectMany((item, i) => Check(rule.AsObject(), item, $"{path}[{i}]")) ?? [],
            "enum" => When(!rule.AsArray().Any(w => w!.GetValue<string>() == text), $"{path} is none of {rule}"),
            "pattern" => When(text is not null && !Regex.IsMatch(text, rule.GetValue<string>()), $"{path} is not of the form {rule}"),
            "maxLength" => When(text?.Length > rule.GetValue<int>(), $"{path} is too long"),
            "minimum" => When(number < rule.GetValue<double>(), $"{path} is too small"),
            "maximum" => When(number > rule.GetValue<double>(), $"{path} is too large"),
            "oneOf" => When(
                map is not null && rule.AsArray().Count(s => !Check(s!.AsObject(), value, path).Any()) != 1, $"{path} is not exactly one"),
            "anyOf" => When(rule.AsArray().All(s => Check(s!.AsObject(), value, path).Any()), $"{path} is none of the forms"),
            _ => throw new InvalidOperationException($"unknown keyword {keyword}"),
        };
    }

    private static string[] When(bool wrong, string message) => wrong ? [message] : [];

    private static string TypeOf(JsonNode? node) => node switch
    {
        JsonObject => "object",
        JsonArray => "array",
        JsonValue value when value.TryGetValue<bool>(out _) => "boolean",
        JsonValue value when value.TryGetValue<double>(out _) => "number",
        null => "null",
        _ => "string",
    };

    private static JsonNode? ToJson(YamlNode? node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Value, ToJson(e.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar scalar => ScalarReader.ReadFree(scalar) switch
        {
            null => null,
            bool value => value,
            double value => value,
            var text => Convert.ToString(text, CultureInfo.InvariantCulture),
        },
        _ => null,
    };
}
