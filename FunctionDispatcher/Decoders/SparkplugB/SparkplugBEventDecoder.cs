using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// Messages of Sparkplug B to events, by what births have said before. A message is resolved whole before its first event, and changes what
/// is remembered only where it is good, and not again when one of its events is tried again. A position is the number of an event.
/// </summary>
internal sealed class SparkplugBEventDecoder(SparkplugBDecoderConfig config, EventLayout layout) : IStatefulEventDecoder
{
    private const string ConnectionName = "bdSeq";

    private readonly SparkplugFields _fields = new(layout);
    private readonly SparkplugNodes _nodes = new();
    private readonly SparkplugPayload _payload = new();
    private readonly List<SparkplugEvent> _events = [];
    private SparkplugTopic _topic;
    private int _missed;
    private bool _remembers;

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        if (position == 0) _remembers = !target.IsRetried;
        error = position == 0 ? Open(payload, target.Topic) : null;
        if (error is not null) return DecodeStep.Broken;
        if (position >= _events.Count) return DecodeStep.End;
        _fields.Fill(target, _topic, _events[position++], _payload.Sequence, _missed);
        return position < _events.Count ? DecodeStep.More : DecodeStep.Last;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer) => _nodes.Save(writer);

    /// <inheritdoc />
    public void Load(BinaryReader reader) => _nodes.Load(reader);

    private string? Open(ReadOnlySpan<byte> payload, string topic)
    {
        _events.Clear();
        _missed = 0;
        if (SparkplugTopic.Read(topic, out _topic) is { } wrong) return wrong;
        if (_topic.Message == SparkplugMessage.Other) return null;
        if (payload.Length > config.PayloadLimit) return $"the payload has {payload.Length} bytes, {config.PayloadLimit} are allowed";
        if (_payload.Read(payload) is { } error) return error;
        return _topic switch
        {
            { IsBirth: true } => TakeBirth(),
            { IsDeath: true } => TakeDeath(),
            _ => TakeData(),
        };
    }

    private string? TakeBirth()
    {
        var isNode = _topic.Message == SparkplugMessage.NBIRTH;
        if (_payload.Sequence is null) return $"{_topic.Message} of {_topic.Sender} has no sequence number";
        if (_remembers && !isNode && _nodes.Find(_topic) is null) return $"{_topic.Sender} is born before its node: no NBIRTH has come";
        var metrics = new SparkplugMetrics();
        _events.Add(new(null, default, default, false, _payload.Timestamp, false));
        foreach (var metric in _payload.Metrics)
        {
            if (metric.Name is not { Length: > 0 } name) return $"a metric in {_topic.Message} of {_topic.Sender} has no name";
            if (metric.Type == SparkplugDataType.Unknown) return $"'{name}' in {_topic.Message} of {_topic.Sender} has no type";
            if (!metrics.TryAdd(name, metric.Type, metric.Alias)) return $"'{name}' of {_topic.Sender} has the number of another metric";
            if (Add(metric, name, metric.Type) is { } error) return error;
        }

        if (!_remembers) return null;
        if (!_nodes.HasCapacityFor(_topic, metrics.Count))
            return $"{SparkplugNodes.NodeLimit} nodes and {SparkplugNodes.MetricLimit} metrics are known, and more are not remembered";
        var node = isNode ? _nodes.Begin(_topic) : _nodes.Find(_topic)!;
        if (isNode) node.Connection = ConnectionOf();
        _nodes.Define(node, _topic.Device, metrics);
        Follow(node);
        return null;
    }

    private string? TakeDeath()
    {
        if (_remembers && _nodes.Find(_topic) is { } node)
        {
            // The will of a connection that another one has taken the place of says nothing of that one.
            var isOfAnother = _topic.Message == SparkplugMessage.NDEATH
                && ConnectionOf() is { } connection && node.Connection is { } current && connection != current;
            if (isOfAnother) return null;
            if (_topic.Message == SparkplugMessage.NDEATH) _nodes.End(_topic);
            else
            {
                Follow(node);
                _nodes.End(node, _topic.Device);
            }
        }

        _events.Add(new(null, default, default, false, _payload.Timestamp, false));
        return null;
    }

    private string? TakeData()
    {
        var node = _nodes.Find(_topic);
        var metrics = node?.Find(_topic.Device);
        foreach (var metric in _payload.Metrics)
        {
            var name = metric.Name is { Length: > 0 } given ? given : metric.Alias is { } alias ? metrics?.NameOf(alias) : null;
            if (name is null)
            {
                return metrics is null
                    ? $"metric {metric.Alias} of {_topic.Sender} is unknown: no birth has come, ask for a rebirth"
                    : $"metric {metric.Alias} of {_topic.Sender} is not in its birth";
            }

            var type = metric.Type != SparkplugDataType.Unknown ? metric.Type : metrics?.TypeOf(name) ?? SparkplugDataType.Unknown;
            if (Add(metric, name, type) is { } error) return error;
        }

        if (node is not null) Follow(node);
        return null;
    }

    private string? Add(in SparkplugMetric metric, string name, SparkplugDataType type)
    {
        if (SparkplugValue.Read(metric, type, out var value) is { } error) return $"'{name}' of {_topic.Sender} {error}";
        _events.Add(new(name, type, value, metric.Bytes is not null, metric.Timestamp ?? _payload.Timestamp, metric.IsHistorical));
        return null;
    }

    private void Follow(SparkplugNode node)
    {
        if (!_remembers || _payload.Sequence is not { } sequence) return;
        _missed = node.MissedBefore((int)sequence);
        node.Sequence = (int)sequence;
    }

    private ulong? ConnectionOf()
    {
        foreach (var metric in _payload.Metrics)
        {
            if (metric.Name == ConnectionName && metric is { IsNull: false, ValueField: 10 or 11 }) return metric.Bits;
        }

        return null;
    }
}
