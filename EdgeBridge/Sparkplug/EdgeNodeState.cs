using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>
/// What an edge node has said and knows: its devices and metrics with their numbers and last values, and the sequence number of its
/// messages. No clock and no broker: what it is given decides what it says. Bounded; results beyond the bounds are refused.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="name">The edge node.</param>
/// <param name="time">Measures silence.</param>
internal sealed class EdgeNodeState(string group, string name, TimeProvider time)
{
    /// <summary>Most devices.</summary>
    public const int DeviceLimit = 10_000;

    /// <summary>Most metrics of the node and its devices together.</summary>
    public const int MetricLimit = 100_000;

    private readonly Dictionary<string, EdgeDevice> _devices = new(StringComparer.Ordinal);
    private readonly SparkplugWriter _writer = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextSilence = TimeSpan.MaxValue;
    private ulong _lastAlias;
    private int _sequence;

    /// <summary>Devices that are born, the edge node not among them.</summary>
    public int Devices => _devices.Count - (_devices.ContainsKey(string.Empty) ? 1 : 0);

    /// <summary>Metrics of the node and its devices.</summary>
    public int Metrics { get; private set; }

    /// <summary>How long until a device may fall silent.</summary>
    public TimeSpan UntilSilent => _nextSilence - Elapsed;

    /// <summary>The death of a connection, which the broker publishes as a will.</summary>
    public LocalMessage Death(int connection) => new(
        new SparkplugTopic(SparkplugMessage.NDEATH, group, name, string.Empty).ToString(),
        _writer.Write(null, [Connection(connection) with { SaysType = true }], null), Retain: false);

    /// <summary>The births of the node and of all devices that are known; from here on its messages are counted anew.</summary>
    public IReadOnlyList<LocalMessage> Births(int connection)
    {
        _sequence = 0;
        var now = Now();
        var own = _devices.TryGetValue(string.Empty, out var node) ? node.Born() : [];
        var birth = Message(
            SparkplugMessage.NBIRTH, string.Empty,
            [
                Connection(connection) with { Timestamp = now, Alias = 0, SaysType = true },
                new(SparkplugNames.Rebirth, SparkplugDataType.Boolean, false) { Timestamp = now, SaysType = true }, .. own,
            ]);
        return [birth, .. _devices.Values.Where(d => d.Name.Length > 0).Select(Birth)];
    }

    /// <summary>Takes a result before the node is born. False where there is no room for it.</summary>
    public bool Prepare(EdgeResult result)
    {
        if (Find(result) is not { } device) return false;
        Define(device, result.Samples);
        return true;
    }

    /// <summary>What of a result before the birth is to be said after it.</summary>
    public LocalMessage? OfThePast(EdgeResult result) =>
        _devices.GetValueOrDefault(result.Device)?.OfThePast(result.Samples) is { Count: > 0 } past
            ? Data(result.Device, past, result.Binding)
            : null;

    /// <summary>Takes a result, and gives what is to be said of it.</summary>
    public EdgeAnswer Take(EdgeResult result)
    {
        var isNew = !_devices.ContainsKey(result.Device);
        if (Find(result) is not { } device) return EdgeAnswer.NoRoom;
        if (!isNew && !device.NeedsBirth(result.Samples))
            return device.Take(result.Samples, result.Node.SendsUnchanged) is { Count: > 0 } changed
                ? new(Data(result.Device, changed, result.Binding)) : EdgeAnswer.Nothing;
        Define(device, result.Samples);
        return result.Device.Length == 0 ? EdgeAnswer.NeedsBirths : new(Birth(device));
    }

    /// <summary>Devices that have been silent for too long are no more.</summary>
    /// <param name="isTold">Whether that is to be said.</param>
    public IReadOnlyList<LocalMessage> EndSilent(bool isTold)
    {
        var now = Elapsed;
        if (now < _nextSilence) return [];
        var said = End(d => d.SilentAt <= now, isTold);
        var left = _devices.Values.Where(d => d.Name.Length > 0).Select(d => d.SilentAt);
        _nextSilence = left.DefaultIfEmpty(TimeSpan.MaxValue).Min();
        return said;
    }

    /// <summary>Devices that no binding feeds any more are no more.</summary>
    /// <param name="bindings">The bindings in force.</param>
    /// <param name="isTold">Whether that is to be said.</param>
    public IReadOnlyList<LocalMessage> Retain(IReadOnlySet<string> bindings, bool isTold) => End(d => !d.IsFedBy(bindings), isTold);

    private List<LocalMessage> End(Func<EdgeDevice, bool> isOver, bool isTold)
    {
        var said = new List<LocalMessage>();
        foreach (var device in _devices.Values.Where(d => d.Name.Length > 0 && isOver(d)).ToList())
        {
            _devices.Remove(device.Name);
            Metrics -= device.Count;
            if (isTold) said.Add(Message(SparkplugMessage.DDEATH, device.Name, []));
        }

        return said;
    }

    private EdgeDevice? Find(EdgeResult result)
    {
        var isKnown = _devices.TryGetValue(result.Device, out var device);
        if (!isKnown && _devices.Count >= DeviceLimit) return null;
        device ??= new(result.Device);
        if (Metrics + device.CountNew(result.Samples) > MetricLimit) return null;
        if (!isKnown) _devices.Add(result.Device, device);
        device.Hear(result.Binding, Elapsed + result.Node.Silence);
        if (device.Name.Length > 0 && device.SilentAt < _nextSilence) _nextSilence = device.SilentAt;
        return device;
    }

    private void Define(EdgeDevice device, IReadOnlyList<SparkplugSample> samples)
    {
        var before = device.Count;
        device.Define(samples, () => ++_lastAlias);
        Metrics += device.Count - before;
    }

    private LocalMessage Birth(EdgeDevice device) => Message(SparkplugMessage.DBIRTH, device.Name, device.Born());

    private LocalMessage Data(string device, List<SparkplugSample> samples, string binding) =>
        Message(device.Length == 0 ? SparkplugMessage.NDATA : SparkplugMessage.DDATA, device, samples, binding);

    private LocalMessage Message(SparkplugMessage message, string device, IEnumerable<SparkplugSample> samples, string binding = "")
    {
        var bytes = _writer.Write(Now(), samples, _sequence);
        _sequence = (_sequence + 1) & 255;
        return new(new SparkplugTopic(message, group, name, device).ToString(), bytes, Retain: false, binding) { Qos = 0 };
    }

    private static SparkplugSample Connection(int number) =>
        new(SparkplugNames.Connection, SparkplugDataType.Int64, FieldValue.Of((long)number));

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    private ulong Now() => (ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds());
}

/// <summary>What an edge node is to say of a result.</summary>
/// <param name="Message">A message; null where it is nothing, or all births.</param>
internal readonly record struct EdgeAnswer(LocalMessage? Message)
{
    /// <summary>Nothing has changed.</summary>
    public static readonly EdgeAnswer Nothing;

    /// <summary>The node itself has something new: its births have to be said again.</summary>
    public static readonly EdgeAnswer NeedsBirths = new() { IsBirths = true };

    /// <summary>There is no room for it.</summary>
    public static readonly EdgeAnswer NoRoom = new() { IsRefused = true };

    public bool IsBirths { get; private init; }

    public bool IsRefused { get; private init; }
}
