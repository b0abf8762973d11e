using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Configuration.Schema;

/// <summary>The reference page of the bindings file in Markdown, made from the config records and the functions of <c>where</c>.</summary>
public sealed class ReferencePage
{
    internal const string Example =
        """
        bindings:
          - name: press_temperature
            trigger: { mqtt: "plant/{site}/press/{device}/telemetry", qos: 1 }
            decode: json
            where: temperature > -40 and temperature < 400
            event_time: { field: ts, clock: device, out_of_order: 2s, allowed_lateness: 1m, idle_timeout: 10s }
            window: { tumbling: 10s, group_by: [site, device] }
            function: { builtin: stats, with: { fields: [temperature, humidity] } }
            emit: { measurement: press_temperature, tags: [site, device], priority: normal }
        """;

    private const string Introduction =
        """
        # The bindings file

        YAML, at most 1 MiB, nested at most 32 deep, without anchors, aliases and tags. Unknown keys are errors. All problems are told at
        once, with line and column; a file with a problem never runs. `eventedge validate FILE` checks one without running it.

        """;

    private const string Values =
        """
        ## Values

        | value | written |
        |---|---|
        | duration | a whole number and a unit: `500ms`, `30s`, `5m`, `1h`, `2d` |
        | size | a whole number and a unit: `512KiB`, `64MiB`, `2GiB` |
        | topic filter | levels divided by `/`: text, `+` for any level, `{name}` for any level kept as a text, a final `#` for the rest |
        | topic of `emit.mqtt` | text and `{name}` levels, where the name is a capture, a field or a tag |

        A binding whose `emit.mqtt` can match its own trigger, at once or through other bindings, is a feedback loop and refused. A binding
        with a window knows the fields of `group_by` when it emits, and no others of the event.

        """;

    private const string OwnFields =
        """

        ## Fields of the message

        These are not the payload's but the message's own, and stand wherever a field may be named: in `where`, `fields`, `set`,
        `tags`, `group_by`, `event_time`, `event_id` and settings of functions. What a message does not say is null, and what the
        payload has under these names is not read where a binding names them. Functions that take every field are given those that
        `keep`, `tags` or `group_by` name.

        | field | type | meaning |
        |---|---|---|

        """;

    private const string Conditions =
        """
        ## Conditions

        `where` is a condition of at most 4096 characters: `or`, `and`, `not`, `=` (or `==`), `!=`, `<`, `<=`, `>`, `>=`,
        `in [1, 2]`, `not in ['a', 'b']`, `+`, `-`, `*`, `/`, `%`, parentheses, numbers, `'text'` or `"text"` (a quote inside is doubled),
        `true`, `false`, `null`, fields by path (`motor.speed`; odd names in backquotes), those of the message (`$qos`) and functions.
        Weakest first: `or`, `and`, `not`, comparisons, sums, products, sign.

        * A comparison with a field that is missing is false, `!=` and `not in` too; `not (x > 5)` is true when `x > 5` is false.
        * A comparison between values of different types is false. Captures are texts: `device = '7'`.
        * `x = null` is true for a field that is there and null; `x != null` for one that is there and not null, like `exists(x)`.
        * Arithmetic on anything but numbers gives no number, and comparing it is false. A condition never fails at run time.
        * Whole numbers of 64 bits, signed or not, are exact in comparisons, in `+`, `-`, `*`, `%` and `/` (where nothing is left over),
          and in functions of bits. Everything else is IEEE 754: a result beyond 64 bits, a fraction, other functions, and aggregates but
          `first`, `last`, `mode` and what a counter grew by are the nearest double, which holds whole numbers up to 2^53.
        * Aggregates and the functions that come with EventEdge calculate with numbers from -10^150 to 10^150; others are left out.
        * Texts are compared by code units, and case counts.
        * A function that cannot compute its result gives no value; it never fails. Instants are milliseconds since 1970, and nothing asks
          the wall clock.

        """;

    private readonly EventEdgeComponents _components;
    private readonly DocComments _docs;
    private readonly StringBuilder _page = new();

    private ReferencePage(EventEdgeComponents components)
    {
        _components = components;
        _docs = DocComments.Of(components);
    }

    /// <summary>The page, ending with a line break.</summary>
    /// <param name="components">What bindings can choose from. Default: what comes with EventEdge.</param>
    /// <exception cref="FileNotFoundException">The XML doc comments are not beside the program.</exception>
    public static string Generate(EventEdgeComponents? components = null) =>
        new ReferencePage(components ?? EventEdgeComponents.Default).Write();

    private string Write()
    {
        _page.Append(Introduction).Append("\n```yaml\n").Append(Example).Append("\n```\n");
        AppendRecord("the file", typeof(BindingsConfig));
        _page.Append('\n').Append(Values);
        AppendMessageFields();
        _page.Append('\n').Append(Conditions);
        foreach (var (family, functions) in FunctionTable.Families) AppendFunctions(family, functions);
        return _page.ToString();
    }

    private void AppendMessageFields()
    {
        _page.Append(OwnFields);
        foreach (var field in MessageField.All)
            _page.Append($"| `{field.Name}` | {RecordShape.KeyOf(field.Kind.ToString())} | {field.Meaning} |\n");
        var user = MessageField.Find(MessageField.UserPrefix + "name")!;
        _page.Append($"| `{user.Name}` | {RecordShape.KeyOf(user.Kind.ToString())} | {user.Meaning} |\n");
    }

    private void AppendFunctions(string family, IReadOnlyList<ExpressionFunction> functions)
    {
        _page.Append($"\n### {family}\n\n| function | result | meaning |\n|---|---|---|\n");
        foreach (var function in functions)
        {
            var result = function.Result == StaticType.Any ? "any" : RecordShape.KeyOf(function.Result.ToString());
            _page.Append($"| `{function.Usage.Replace("|", "\\|", StringComparison.Ordinal)}` | {result} | {function.Meaning} |\n");
        }
    }

    private void AppendRecord(string title, Type type)
    {
        var properties = RecordShape.IsChoice(type) ? _components.Variants.Of(type).Properties : RecordShape.Of(type).Properties;
        _page.Append($"\n## {title}\n\n{_docs.Of(type)}\n\n| key | type | meaning |\n|---|---|---|\n");
        foreach (var property in properties) _page.Append($"| `{property.Key}` | {TypeOf(property)} | {Meaning(property)} |\n");
        foreach (var property in properties)
        {
            var inner = property.ItemType ?? property.EntryType ?? property.Type;
            if (ChoiceByWord(inner) is { } choice) AppendSettings(TitleOf(title, property), choice);
            else if (RecordShape.IsRecord(inner)) AppendRecord(TitleOf(title, property), inner);
        }
    }

    private void AppendSettings(string title, ChoiceShape choice)
    {
        foreach (var variant in choice.Variants.Where(v => v.Shape.Properties.Count > 0))
            AppendRecord($"{title}.{variant.Name}", variant.Shape.Type);
    }

    private ChoiceShape? ChoiceByWord(Type type) =>
        RecordShape.IsChoice(type) && _components.Variants.Of(type) is { IsByWord: true } choice ? choice : null;

    private static string TitleOf(string parent, PropertyShape property)
    {
        if (property.ItemType is not null || property.EntryType is not null) return $"{property.Key} (each)";
        return parent.Contains(' ', StringComparison.Ordinal) ? property.Key : $"{parent}.{property.Key}";
    }

    private string Meaning(PropertyShape property)
    {
        var meaning = _docs.Of(property.Property);
        if (ChoiceByWord(property.Type) is { } choice) return Words(meaning, choice.Variants.Select(v => (v.Name, _docs.Of(v.Shape.Type))));
        if (!property.Type.IsEnum) return meaning;
        return Words(meaning, Enum.GetNames(property.Type).Select(w => (RecordShape.KeyOf(w), _docs.Of(property.Type, w))));
    }

    private static string Words(string meaning, IEnumerable<(string Word, string Meaning)> words) =>
        $"{meaning} {string.Join(' ', words.Select(w => $"`{w.Word}`: {w.Meaning}"))}";

    private string TypeOf(PropertyShape property)
    {
        if (ChoiceByWord(property.Type) is { } choice)
            return choice.Variants.Any(v => v.Shape.Properties.Count > 0) ? "word or mapping" : "word";
        if (property.IsWords) return "text or list of texts";
        if (property.ItemType is { } item) return item == typeof(string) ? "list of texts" : "list of mappings";
        if (property.EntryType is not null) return "mapping of names";
        if (property.Type == typeof(string)) return "text";
        if (property.Type == typeof(bool)) return "true or false";
        if (property.Type == typeof(int)) return "whole number";
        if (property.Type == typeof(double)) return "number";
        if (property.Type == typeof(TimeSpan)) return "duration";
        if (property.Type == typeof(long)) return "size";
        if (property.Type.IsEnum) return "word";
        return RecordShape.IsRecord(property.Type) && RecordShape.Of(property.Type).ShortForm is not null ? "text or mapping" : "mapping";
    }
}
