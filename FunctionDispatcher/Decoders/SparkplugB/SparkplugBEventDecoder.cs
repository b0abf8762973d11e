using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// Messages of Sparkplug B to events, by what births have said before. A message is resolved whole before its first event, and changes what
/// is remembered only where it is good, and not again when one of its events is tried again. A position is the number of an event. Where
/// a birth is missing, its node is asked for it.
/// </summary>
internal sealed class SparkplugBEventDecoder(SparkplugBDecoderConfig config, EventLayout layout) : IAskingDecoder
{
    /// <summary>Most metrics that a death says to be stale one by one; of more, only node and devices are said to be gone.</summary>
    public const int StaleLimit = 5_000;

    private readonly SparkplugFields _fields = new(layout);
    private readonly SparkplugNodes _nodes = new();
    private readonly SparkplugPayload _payload = new();
    private readonly SparkplugReading _reading = new();
    private readonly SparkplugRequests _requests = new(config);
    private readonly PriorityQueue<SparkplugNode, long> _waiting = new();
    private SparkplugTopic _topic;
    private DateTimeOffset _now;
    private int _missed;
    private bool _remembers;

    /// <inheritdoc />
    public DateTimeOffset? NextDeadline
    {
        get
        {
            while (_waiting.TryPeek(out var node, out var due))
            {
                if (node.Gaps.Due == due && _nodes.IsAlive(node)) return new(due, TimeSpan.Zero);
                _waiting.Dequeue();
            }

            return null;
        }
    }

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        if (position == 0)
        {
            _remembers = !target.IsRetried;
            _now = target.ReceivedAt;
            if (_remembers) Advance(_now);
        }

        error = position == 0 ? Open(payload, target.Topic) : null;
        if (error is not null) return DecodeStep.Broken;
        var events = _reading.Events;
        if (position >= events.Count) return DecodeStep.End;
        _fields.Fill(target, _topic, events[position++], _payload.Sequence, _missed);
        return position < events.Count ? DecodeStep.More : DecodeStep.Last;
    }

    /// <inheritdoc />
    public void Advance(DateTimeOffset now)
    {
        while (NextDeadline <= now)
        {
            var node = _waiting.Dequeue();
            node.Gaps.GiveUp();
            node.IsDoubtful = true;
            _requests.Ask(node.Group, node.EdgeNode, now);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<(string Topic, byte[] Payload)> TakeRequests() => _requests.Take();

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        _nodes.Save(writer);
        _requests.Save(writer);
    }

    /// <inheritdoc />
    public void Load(BinaryReader reader)
    {
        // What was saved before nodes were asked ends with them.
        if (_nodes.Load(reader) > 1) _requests.Load(reader);
        Await();
    }

    private string? Open(ReadOnlySpan<byte> payload, string topic)
    {
        _missed = 0;
        var wrong = SparkplugTopic.Read(topic, out _topic);
        _reading.Begin(_topic);
        if (wrong is not null) return wrong;
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
        if (_remembers && !isNode && _nodes.Find(_topic) is null)
        {
            Ask();
            return $"{_topic.Sender} is born before its node: no NBIRTH has come";
        }

        var metrics = new SparkplugMetrics();
        _reading.AddItself(_payload.Timestamp);
        if (_reading.ReadBirth(_payload, metrics) is { } problem) return problem;
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
        var isNode = _topic.Message == SparkplugMessage.NDEATH;
        // A will was written when its node connected: it says nothing of when it died.
        var time = isNode ? (ulong)Math.Max(0, _now.ToUnixTimeMilliseconds()) : _payload.Timestamp;
        if (!_remembers || _nodes.Find(_topic) is not { } node)
        {
            _reading.AddItself(time);
            return null;
        }

        // The will of a connection that another one has taken the place of says nothing of that one.
        if (isNode && ConnectionOf() is { } connection && node.Connection is { } current && connection != current) return null;
        _reading.AddItself(time);
        AddStale(node, time);
        if (isNode) _nodes.End(_topic);
        else
        {
            Follow(node);
            _nodes.End(node, _topic.Device);
        }

        return null;
    }

    private void AddStale(SparkplugNode node, ulong? time)
    {
        var ended = node.Born.Where(born => _topic.Device.Length == 0 || born.Device == _topic.Device).ToList();
        if (_topic.Device.Length == 0)
            _reading.Events.AddRange(ended.Where(born => born.Device.Length > 0).Select(born =>
                new SparkplugEvent(null, born.Device, time)));
        if (ended.Sum(born => born.Metrics.Count) > StaleLimit) return;
        foreach (var (device, metrics) in ended)
        {
            foreach (var (name, type) in metrics.All.Where(metric => metric.Type != SparkplugDataType.Template))
                _reading.Events.Add(new(name, device, time) { Type = type, Value = FieldValue.Null, IsStale = true });
        }
    }

    private string? TakeData()
    {
        var node = _nodes.Find(_topic);
        var metrics = node?.Find(_topic.Device);
        if (_remembers && (metrics is null || node!.IsDoubtful)) Ask();
        if (_reading.ReadData(_payload, metrics) is { } problem)
        {
            if (_remembers && _reading.LacksBirth) Ask();
            return problem;
        }

        if (node is not null) Follow(node);
        return null;
    }

    private void Ask() => _requests.Ask(_topic.Group, _topic.EdgeNode, _now);

    private void Follow(SparkplugNode node)
    {
        if (!_remembers || _payload.Sequence is not { } sequence) return;
        var before = node.Gaps.Due;
        _missed = node.Gaps.Follow((int)sequence, (_now + config.ReorderTimeout).UtcTicks);
        if (node.Gaps.Due == 0 || node.Gaps.Due == before) return;
        // Gaps that were filled in time stay in the queue until their time comes.
        if (_waiting.Count >= 2 * SparkplugNodes.NodeLimit) Await();
        else _waiting.Enqueue(node, node.Gaps.Due);
    }

    private void Await()
    {
        _waiting.Clear();
        foreach (var node in _nodes.All.Where(node => node.Gaps.Due > 0)) _waiting.Enqueue(node, node.Gaps.Due);
    }

    private ulong? ConnectionOf()
    {
        foreach (var metric in _payload.Metrics)
        {
            if (metric.Name == SparkplugNames.Connection && metric is { IsNull: false, ValueField: 10 or 11 }) return metric.Bits;
        }

        return null;
    }
}
