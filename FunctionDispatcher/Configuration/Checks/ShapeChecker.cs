using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>What a binding makes of its fields: <c>fields</c>, <c>set</c>, <c>keep</c> and <c>drop</c>, by themselves.</summary>
internal sealed class ShapeChecker(ProblemList problems, SourceMap map)
{
    /// <summary>Longest name of a field.</summary>
    public const int NameLimit = 256;

    public void Check(BindingConfig binding)
    {
        foreach (var (name, field) in binding.Fields ?? new Dictionary<string, FieldConfig>()) CheckField(binding, name, field);
        foreach (var (name, expression) in binding.Set ?? new Dictionary<string, string>()) CheckSet(binding, name, expression);
        CheckTrim(binding);
    }

    private void CheckField(BindingConfig binding, string name, FieldConfig field)
    {
        if (KeyOf(binding, nameof(binding.Fields), name) is { } key) CheckName(binding, key);
        if (field.Scale == 0) Report(field, nameof(field.Scale), $"scale 0 makes every value of '{name}' the same");
        var isScaled = field.Scale != 1 || field.Offset != 0;
        var scaled = field.Scale != 1 ? nameof(field.Scale) : nameof(field.Offset);
        if (isScaled && field.Type is FieldType.Text or FieldType.Boolean or FieldType.Time)
            Report(field, scaled, $"'{scaled.ToLowerInvariant()}' is for numbers, and '{name}' is {Word(field.Type)}");
        if (field.Decimal == DecimalMark.Comma && field.Type is not (FieldType.Number or FieldType.Integer))
            Report(field, nameof(field.Decimal), $"'decimal' is for texts that are read as numbers: give '{name}' type number", null);
        if (field.Map is { } meanings) CheckMap(name, field, meanings);
    }

    private void CheckMap(string name, FieldConfig field, IReadOnlyDictionary<string, string> meanings)
    {
        if (meanings.Count == 0) Report(field, nameof(field.Map), $"the map of '{name}' is empty: no value could be read");
        var declaration = new FieldDeclaration(name, field);
        foreach (var (given, meaning) in meanings)
        {
            if (declaration.TryRead(FieldValue.Of(given), out _)) continue;
            var place = (map.Find(field, nameof(field.Map)) as YamlMapping)?.Find(given);
            var wanted = field.Type == FieldType.Any ? "a number, which scale and offset need" : Word(field.Type);
            if (place is { } entry) problems.Add(entry.Value.Start, $"'{meaning}' is not {wanted}");
        }
    }

    private void CheckSet(BindingConfig binding, string name, string expression)
    {
        var entry = EntryOf(binding, nameof(binding.Set), name);
        if (entry is { } found) CheckName(binding, found.Key);
        if (entry?.Value is not YamlScalar scalar || ValueExpression.TryParse(expression, binding.TextFields, out _, out var error)) return;
        problems.AddInside(scalar, error.Offset, $"{name}: {error.Message}", error.Suggestion);
    }

    private void CheckTrim(BindingConfig binding)
    {
        if (binding is { Keep: not null, Drop: not null } && map.FindEntry(binding, nameof(binding.Drop)) is { } drop)
            problems.Add(drop.Key.Start, "'keep' says what is left already: give 'keep' or 'drop'");
        if (map.Find(binding, nameof(binding.Drop)) is not YamlSequence list || binding.Emit is null || binding.Trigger is null) return;
        var needed = EventFields.Needed(binding).ToHashSet(StringComparer.Ordinal);
        foreach (var item in list.Items.OfType<YamlScalar>().Where(item => needed.Contains(item.Value)))
            problems.Add(item.Start, $"'{item.Value}' cannot be dropped: it is a capture, or the window, the clock or emit needs it");
    }

    private void CheckName(BindingConfig binding, YamlScalar name)
    {
        if (name.Value.Length is 0 or > NameLimit || name.Value.Any(char.IsControl))
            problems.Add(name.Start, $"a field's name has 1 to {NameLimit} characters, none of them a control");
        else if (binding.Trigger?.Captures.Contains(name.Value) == true)
            problems.Add(name.Start, $"'{name.Value}' is a capture of the topic already: choose another name");
        else if (MessageField.Is(name.Value))
            problems.Add(name.Start, $"'{name.Value}' is the message's own: 'from' and expressions may name it, "
                + "and a field has another name");
        else if (name.Value is NodeTag.Name) problems.Add(name.Start, NodeTag.Reserved);
        else if (name.Value is PointBuilder.PartialTag) problems.Add(name.Start, "windows that are not whole have the tag 'partial'");
    }

    private void Report(FieldConfig field, string property, string message, string? suggestion = null)
    {
        if (map.Find(field, property) is { } value) problems.Add(value.Start, message, suggestion);
    }

    private YamlScalar? KeyOf(BindingConfig binding, string property, string name) => EntryOf(binding, property, name)?.Key;

    private YamlEntry? EntryOf(BindingConfig binding, string property, string name) =>
        (map.Find(binding, property) as YamlMapping)?.Find(name);

    private static string Word(FieldType type) => type switch
    {
        FieldType.Number => "a number",
        FieldType.Integer => "a whole number",
        FieldType.Boolean => "true or false",
        FieldType.Time => "a time",
        _ => "a text",
    };
}
