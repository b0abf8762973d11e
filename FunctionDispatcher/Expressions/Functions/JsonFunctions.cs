using System.Globalization;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>
/// A text that holds JSON, as a gateway wraps it. Paths are constants: names and places, <c>'data[0].rssi'</c>; <c>[-1]</c> is the last.
/// </summary>
internal static class JsonFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new(
            "json", StaticType.Any, [StaticType.Text, StaticType.Text], "json(x, 'data[0].rssi')",
            "the value at a path of a JSON text; an object or a list as its text", Value)
        {
            ResultFrom = int.MaxValue,
            Check = Define.ConstantText(1, text => TryPath(text, out _) ? null : "a path is names and [places], such as 'data[0].rssi'"),
        },
        new(
            "json_length", StaticType.Number, [StaticType.Text, StaticType.Text], "json_length(x, 'data')",
            "how many items a list, or names an object, has", Length)
        {
            Optional = 1,
            Check = Define.ConstantText(1, text => TryPath(text, out _) ? null : "a path is names and [places], such as 'data[0].rssi'"),
        },
    ];

    private static Delegate Value(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var text = compiler.Text(arguments[0]);
        TryPath(Define.Constant(arguments[1]), out var path);
        return (Func<EdgeEvent, FieldValue>)(e => Read(text(e), path, ToValue, FieldValue.Missing));
    }

    private static Delegate Length(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var text = compiler.Text(arguments[0]);
        var path = Array.Empty<object>();
        if (arguments.Count > 1) TryPath(Define.Constant(arguments[1]), out path);
        return (Func<EdgeEvent, double>)(e => Read(text(e), path, Count, double.NaN));
    }

    private static T Read<T>(string? text, object[] path, Func<JsonElement, T> read, T nothing)
    {
        if (text is null) return nothing;
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 64 });
            var element = document.RootElement;
            foreach (var step in path)
            {
                if (!TryStep(ref element, step)) return nothing;
            }

            return read(element);
        }
        catch (Exception bad) when (bad is JsonException or ArgumentException or InvalidOperationException)
        {
            return nothing;
        }
    }

    private static bool TryStep(ref JsonElement element, object step)
    {
        if (step is string name) return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out element);
        if (element.ValueKind != JsonValueKind.Array) return false;
        var index = (int)step < 0 ? element.GetArrayLength() + (int)step : (int)step;
        if (index < 0 || index >= element.GetArrayLength()) return false;
        element = element[index];
        return true;
    }

    private static FieldValue ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => FieldValue.Null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when WholeNumber.TryRead(element.GetRawText(), out var whole) => whole,
        JsonValueKind.Number => element.TryGetDouble(out var number) && double.IsFinite(number) ? number : FieldValue.Missing,
        _ => element.GetRawText(),
    };

    private static double Count(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.GetArrayLength(),
        JsonValueKind.Object => element.EnumerateObject().Count(),
        _ => double.NaN,
    };

    private static bool TryPath(string text, out object[] path)
    {
        var steps = new List<object>();
        path = [];
        foreach (var segment in text.Split('.'))
        {
            var open = segment.IndexOf('[', StringComparison.Ordinal);
            var name = open < 0 ? segment : segment[..open];
            if (name.Length > 0) steps.Add(name);
            else if (open != 0 || steps.Count > 0) return false;
            for (var rest = open < 0 ? string.Empty : segment[open..]; rest.Length > 0;)
            {
                var close = rest.IndexOf(']', StringComparison.Ordinal);
                if (rest[0] != '[' || close < 2 || !int.TryParse(
                    rest[1..close], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place)) return false;
                steps.Add(place);
                rest = rest[(close + 1)..];
            }
        }

        path = [.. steps];
        return path.Length > 0;
    }
}
