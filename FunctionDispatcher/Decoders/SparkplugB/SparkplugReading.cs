using EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;
using EventEdge.FunctionDispatcher.Decoders.Wire;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// The metrics of one message as events. A metric that is an instance of a template is each of its members, called by both names
/// (<c>Motor/Speed</c>); a definition of a template is none.
/// </summary>
internal sealed class SparkplugReading
{
    private const int DepthLimit = 8;

    private SparkplugTopic _topic;
    private ulong? _time;
    private SparkplugMetrics? _known;
    private SparkplugMetrics? _born;

    /// <summary>The events, of births and deaths too.</summary>
    public List<SparkplugEvent> Events { get; } = [];

    /// <summary>Whether the last problem was a number that no birth has named.</summary>
    public bool LacksBirth { get; private set; }

    /// <summary>Another message begins.</summary>
    public void Begin(in SparkplugTopic topic)
    {
        (_topic, LacksBirth) = (topic, false);
        Events.Clear();
    }

    /// <summary>The birth or death of the topic's node or device itself.</summary>
    public void AddItself(ulong? time) => Events.Add(new(null, _topic.Device, time));

    /// <summary>Reads the metrics of a birth into events and into what it says; says what is wrong, or null.</summary>
    public string? ReadBirth(SparkplugPayload payload, SparkplugMetrics born)
    {
        (_time, _known, _born) = (payload.Timestamp, null, born);
        return ReadAll(payload);
    }

    /// <summary>Reads metrics by what a birth has said, if one has come; says what is wrong, or null.</summary>
    public string? ReadData(SparkplugPayload payload, SparkplugMetrics? known)
    {
        (_time, _known, _born) = (payload.Timestamp, known, null);
        return ReadAll(payload);
    }

    private string? ReadAll(SparkplugPayload payload)
    {
        foreach (var metric in payload.Metrics)
        {
            if (NameOf(metric, out var name) is { } nameless) return nameless;
            if (Add(metric, name, _time, 0) is { } problem) return problem;
        }

        return null;
    }

    private string? NameOf(in SparkplugMetric metric, out string name)
    {
        name = metric.Name is { Length: > 0 } given ? given : string.Empty;
        if (name.Length > 0) return null;
        if (_born is not null) return $"a metric in {_topic.Message} of {_topic.Sender} has no name";
        if (metric.Alias is { } alias && _known?.NameOf(alias) is { } known)
        {
            name = known;
            return null;
        }

        LacksBirth = true;
        return _known is null
            ? $"metric {metric.Alias} of {_topic.Sender} is unknown: no birth has come, ask for a rebirth"
            : $"metric {metric.Alias} of {_topic.Sender} is not in its birth";
    }

    private string? Add(in SparkplugMetric metric, string name, ulong? time, int depth)
    {
        var isTemplate = metric.ValueField == SparkplugValue.Template;
        var type = metric.Type != SparkplugDataType.Unknown ? metric.Type
            : isTemplate ? SparkplugDataType.Template : _known?.TypeOf(name) ?? SparkplugDataType.Unknown;
        if (_born is not null && metric.Type == SparkplugDataType.Unknown)
            return $"'{name}' in {_topic.Message} of {_topic.Sender} has no type";
        if (_born?.TryAdd(name, type, metric.Alias) == false) return $"'{name}' of {_topic.Sender} has the number of another metric";
        if (isTemplate && type == SparkplugDataType.Template && !metric.IsNull)
            return AddMembers(metric.Bytes!, name, metric.Timestamp ?? time, depth);
        if (SparkplugValue.Read(metric, type, out var value, out var part) is { } error) return $"'{name}' of {_topic.Sender} {error}";
        var (properties, quality) = ((string?)null, (long?)null);
        if (metric.Properties is { } said && SparkplugJson.OfProperties(said, out properties, out quality) is { } problem)
            return $"'{name}' of {_topic.Sender} {problem}";
        Events.Add(new(name, _topic.Device, metric.Timestamp ?? time)
        {
            Type = type, Value = value, Part = part, IsHistorical = metric.IsHistorical, Properties = properties, Quality = quality,
        });
        return null;
    }

    private string? AddMembers(byte[] template, string name, ulong? time, int depth)
    {
        if (depth >= DepthLimit) return $"'{name}' of {_topic.Sender} is a template in templates, more than {DepthLimit} deep";
        var members = new List<SparkplugMetric>();
        var isDefinition = false;
        var reader = new WireReader(template);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return Broken(name);
            if (field == 2 && type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var content) || SparkplugMetric.Read(content, 0, out var member) is not null)
                    return Broken(name);
                members.Add(member);
            }
            else if (field == 5 && type == WireType.Varint)
            {
                if (!reader.TryReadVarint(out var truth)) return Broken(name);
                isDefinition = truth != 0;
            }
            else if (type == WireType.EndGroup || !reader.TrySkip(field, type)) return Broken(name);
        }

        return isDefinition ? null : AddMembers(members, name, time, depth);
    }

    private string? AddMembers(List<SparkplugMetric> members, string name, ulong? time, int depth)
    {
        foreach (var member in members)
        {
            var path = member.Name is { Length: > 0 } own ? $"{name}/{own}" : string.Empty;
            if (path.Length == 0 && NameOf(member, out path) is { } nameless) return nameless;
            if (Add(member, path, time, depth + 1) is { } problem) return problem;
        }

        return null;
    }

    private string Broken(string name) => $"'{name}' of {_topic.Sender} is not a template";
}
