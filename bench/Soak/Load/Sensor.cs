using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Soak.Load;

/// <summary>
/// A gateway in front of many devices: QoS 0, 1 and 2, late events, broken payloads, retained messages with and without expiry. Now and
/// then it is lost without a word and comes back to send again what was not acknowledged.
/// </summary>
internal sealed class Sensor(SoakOptions options, int index, int ratePerSecond)
{
    private const int Devices = 200;
    private const int RetainedTopics = 3000;
    private const int InFlightLimit = 200;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(index);
    private readonly NodeClock _clock = new(options);
    private readonly int _version = index % 2 == 0 ? 4 : 5;
    private readonly ConcurrentDictionary<int, byte[]> _unacknowledged = new();
    private long _count;
    private int _lastId;

    /// <summary>Messages sent, repetitions left out.</summary>
    public long Sent => Interlocked.Read(ref _count);

    /// <summary>Connections lost that were not ours to end.</summary>
    public int Lost { get; private set; }

    /// <summary>Sends until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            life.CancelAfter(TimeSpan.FromSeconds(5 + _random.Next(30)));
            try
            {
                using var wire = await Wire.OpenAsync(options.Port, Hello(), stop);
                await RetransmitAsync(wire, life.Token);
                await Task.WhenAny(SendAsync(wire, life.Token), ReceiveAsync(wire, life.Token)).Unwrap();
            }
            catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                if (!life.IsCancellationRequested) Lost++;
                await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private byte[] Hello() => Packets.Connect(new Hello(_version, $"sensor-{index}")
    {
        Clean = false, KeepAlive = 60, Will = new WillOf($"gone/{index}", "gone", Retain: true),
        Properties = _version == 5 ? [Property.SessionExpiry(3600)] : [],
    });

    private async Task RetransmitAsync(Wire wire, CancellationToken stop)
    {
        foreach (var (id, packet) in _unacknowledged.OrderBy(one => one.Key))
        {
            var isReceived = packet.Length == 0;
            if (!isReceived) packet[0] |= 8;
            await wire.SendAsync(isReceived ? Packets.Acknowledge(0x62, id) : packet, stop);
        }
    }

    private async Task SendAsync(Wire wire, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = Sent;
        using var batch = new MemoryStream();
        while (true)
        {
            if (_clock.IsSilent)
            {
                await Task.Delay(Tick, TimeProvider.System, stop);
                (began, before) = (TimeProvider.System.GetTimestamp(), Sent);
                continue;
            }

            var due = before + (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * ratePerSecond) - Sent;
            for (; due > 0; due--) batch.Write(Next());
            await wire.SendAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), stop);
            batch.SetLength(0);
            await Task.Delay(Tick, TimeProvider.System, stop);
        }
    }

    private async Task ReceiveAsync(Wire wire, CancellationToken stop)
    {
        while (true)
        {
            var (header, body) = await wire.ReceiveAsync(stop);
            var id = body.Count >= 2 ? (body[0] << 8) | body[1] : 0;
            switch (header >> 4)
            {
                case 4 or 7:
                    _unacknowledged.TryRemove(id, out _);
                    break;
                case 5:
                    _unacknowledged[id] = [];
                    await wire.SendAsync(Packets.Acknowledge(0x62, id), stop);
                    break;
                default:
                    break;
            }
        }
    }

    private byte[] Next()
    {
        var count = Interlocked.Increment(ref _count);
        if (count % 500 == 0) return Retained(count / 500);
        var qos = (count % 10) switch { < 7 => 0, < 9 => 1, _ => 2 };
        var id = qos > 0 ? FreeId() : 0;
        var packet = Packets.Publish(_version, $"plant/{_random.Next(Devices)}/temp", Payload(count), id == 0 ? 0 : qos, id);
        if (id > 0) _unacknowledged[id] = packet;
        return packet;
    }

    private string Payload(long count)
    {
        if (count % 5000 == 1) return "{\"ts\":";
        var late = count % 100 == 2 ? 20_000 + _random.Next(120_000) : _random.Next(2000);
        var temperature = 20 + (_random.NextDouble() * 20);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":{{_clock.Now - late}},"temperature":{{temperature:0.00}},"device":"{{_random.Next(Devices)}}"}""");
    }

    private byte[] Retained(long count)
    {
        var properties = _version == 5 && count % 3 == 0 ? new[] { Property.MessageExpiry(600), Property.User("unit", "C") } : [];
        return Packets.Publish(
            _version, $"state/{count % RetainedTopics}", count % 7 == 0 ? string.Empty : $"{count}", 0, 0, retain: true, dup: false,
            properties);
    }

    private int FreeId()
    {
        if (_unacknowledged.Count >= InFlightLimit) return 0;
        do _lastId = (_lastId % 65_535) + 1;
        while (_unacknowledged.ContainsKey(_lastId));
        return _lastId;
    }
}
