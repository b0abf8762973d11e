using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>What one key of a layout cannot tell alone.</summary>
internal sealed class BytesChecker(ConfigCheck check, BytesDecoderConfig config)
{
    public void Check()
    {
        if (config.In is not null && config.From is null or BytesSource.Binary && !check.IsMisread(config, "from", nameof(config.From)))
            check.Report(config, nameof(config.In), "'in' needs from hex or from base64: a field of JSON holds bytes as text");
        if (config.Length is not null && config.MinLength is not null)
            check.ReportAtKey(
                config, nameof(config.MinLength), "'min_length' and 'length' are both given: a length is exact or a least one");
        if (config.Header > 0 && config.Record is null && !check.IsMisread(config, "record", nameof(config.Record)))
            check.ReportAtKey(config, nameof(config.Header), "'header' is for payloads of records: it needs 'record'");
        if (config.Record is not null && config.MinLength is not null)
            check.ReportAtKey(config, nameof(config.MinLength), "'min_length' is for payloads of one event: records are whole");
        if (config is { Record: { } record, Length: { } length } && (length < config.Header || (length - config.Header) % record != 0))
            check.Report(
                config, nameof(config.Length), $"length {length} is not header {config.Header} and whole records of {record} bytes");
        if (config.Layout is null) return;
        if (config.Layout.Count == 0 && check.IsGiven(config, nameof(config.Layout)))
            check.Report(config, nameof(config.Layout), "'layout' has no field");
        foreach (var (name, field) in config.Layout) Check(name, field);
    }

    private void Check(string name, BytesFieldConfig field)
    {
        if (!check.IsGiven(field, nameof(field.Type))) return;
        var type = RecordShape.KeyOf(field.Type.ToString());
        var hasLength = field.Type is BytesType.Text or BytesType.Hex or BytesType.Bcd;
        if (hasLength && !check.IsGiven(field, nameof(field.Length)) && !check.IsMisread(field, "length", nameof(field.Length)))
            check.Report(field, nameof(field.Type), $"'{name}': type {type} needs 'length'");
        if (!hasLength) Refuse(field, nameof(field.Length), field.Length, $"'length' is not for type {type}, which says it");
        if (field is { Type: BytesType.Bcd, Length: > 8 })
            check.Report(field, nameof(field.Length), $"a bcd has at most 8 bytes, not {field.Length}");
        if (field.Type is BytesType.Text or BytesType.Hex)
        {
            Refuse(field, nameof(field.ByteOrder), field.ByteOrder, $"'byte_order' is not for type {type}");
            Refuse(field, nameof(field.Scale), field.Scale, $"'scale' is for numbers, not for type {type}");
            Refuse(field, nameof(field.Add), field.Add, $"'add' is for numbers, not for type {type}");
        }

        CheckBits(field, type);
        CheckMap(field, type);
        CheckEnd(field);
    }

    private void CheckBits(BytesFieldConfig field, string type)
    {
        var width = BytesField.WidthOf(field);
        if (width is not (4 or 8))
            Refuse(field, nameof(field.WordOrder), field.WordOrder, $"'word_order' is for 4 and 8 bytes, not {type}");
        if (!BytesField.IsWhole(field.Type))
            Refuse(field, nameof(field.Bit), field.Bit, $"'bit' is for whole numbers, not for type {type}");
        if (field is { Bits: not null, Bit: null })
            check.ReportAtKey(field, nameof(field.Bits), "'bits' needs 'bit', the lowest one");
        if (BytesField.IsWhole(field.Type) && field.Bit + (field.Bits ?? 1) > width * 8)
            check.Report(
                field, nameof(field.Bit),
                $"bits {field.Bit} to {field.Bit + (field.Bits ?? 1) - 1} are not in {type}, which has {width * 8}");
        if (field.Type == BytesType.Bool) Refuse(field, nameof(field.Scale), field.Scale, "'scale' is for numbers, not for type bool");
        if (field.Type == BytesType.Bool) Refuse(field, nameof(field.Add), field.Add, "'add' is for numbers, not for type bool");
    }

    private void CheckMap(BytesFieldConfig field, string type)
    {
        if (field.Map is null)
        {
            Refuse(field, nameof(field.Else), field.Else, "'else' is for what 'map' does not have: it needs 'map'");
            return;
        }

        if (!BytesField.IsWhole(field.Type))
            Refuse(field, nameof(field.Map), field.Map, $"'map' is for whole numbers, not for type {type}");
        foreach (var key in field.Map.Keys.Where(k => !BytesField.TryReadKey(k, out _)))
            check.Report(field, nameof(field.Map), $"'{key}' of 'map' is no whole number");
        if (field.Map.Keys.GroupBy(k => BytesField.TryReadKey(k, out var key) ? key : 0).FirstOrDefault(g => g.Count() > 1) is { } twice)
            check.Report(field, nameof(field.Map), $"'map' has {string.Join(" and ", twice.Select(k => $"'{k}'"))} for one number");
        if (field.Scale is not null || field.Add is not null)
            check.ReportAtKey(field, nameof(field.Map), "'map' is for the number as it stands: not with 'scale' or 'add'");
    }

    private void CheckEnd(BytesFieldConfig field)
    {
        var (limit, key) = config.Record is { } record ? (record, "record") : (config.Length ?? int.MaxValue, "length");
        var end = field.Offset + BytesField.WidthOf(field);
        if (end > limit)
            check.Report(field, nameof(field.Offset), $"the field ends at byte {end}, behind {key} {limit}");
    }

    private void Refuse(object record, string property, object? value, string message)
    {
        if (value is not null) check.ReportAtKey(record, property, message);
    }
}
