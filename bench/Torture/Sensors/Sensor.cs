using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.Torture.Sensors;

/// <summary>
/// A QoS 1 sensor as the specification wants it: sends in order, keeps every reading until it is acknowledged, and after a lost connection
/// sends what is left again, in order, with DUP and the same packet identifiers, in the same session.
/// </summary>
/// <param name="device">Its name, and that of its session.</param>
/// <param name="port">Where the edge listens.</param>
/// <param name="options">How it behaves.</param>
/// <param name="script">What it says.</param>
internal sealed class Sensor(string device, int port, SensorOptions options, Script script)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Queue<Reading> _unacknowledged = new();
    private long _acknowledged;
    private long _resent;
    private long _strangeAcks;
    private long _next;

    /// <summary>The sensor of a number, whose readings a binding takes.</summary>
    public static Sensor Of(string binding, int index, int port, SensorOptions options)
    {
        var device = $"{binding[0]}{index:000}";
        return new(device, port, options, Script.Readings(binding, device, options));
    }

    public string Device => device;

    /// <summary>Readings made: what is beyond the acknowledged ones is in flight.</summary>
    public long Made => Volatile.Read(ref _next);

    /// <summary>Readings acknowledged; at the end, all of <c>0 … Acknowledged − 1</c>.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Packets sent again.</summary>
    public long Resent => Volatile.Read(ref _resent);

    /// <summary>Acknowledgements of something else than the oldest reading in flight.</summary>
    public long StrangeAcks => Volatile.Read(ref _strangeAcks);

    /// <summary>Sends until <paramref name="enough"/> is cancelled, then until everything sent is acknowledged.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken abort)
    {
        while (!(enough.IsCancellationRequested && InFlight == 0))
        {
            try
            {
                await SessionAsync(enough, abort);
            }
            catch (Exception error) when (
                error is IOException or SocketException or OperationCanceledException && !abort.IsCancellationRequested)
            {
                await Task.Delay(RetryPause, TimeProvider.System, abort);
            }
        }
    }

    private int InFlight
    {
        get
        {
            lock (_gate) return _unacknowledged.Count;
        }
    }

    private async Task SessionAsync(CancellationToken enough, CancellationToken abort)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var tcp = new TcpClient { NoDelay = true };
        await ConnectAsync(tcp, life.Token);
        var stream = tcp.GetStream();
        await RetransmitAsync(stream, life.Token);
        var reading = ReadAcksAsync(stream, life.Token);
        var writing = WriteAsync(stream, enough, life.Token);
        var first = await Task.WhenAny(reading, writing);
        if (first == writing && writing.IsCompletedSuccessfully) return;
        await life.CancelAsync();
        await Task.WhenAll(reading, writing);
    }

    private async Task ConnectAsync(TcpClient tcp, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        await tcp.ConnectAsync("127.0.0.1", port, limit.Token);
        byte[] id = [.. Encoding.ASCII.GetBytes($"sensor-{Device}")];
        byte[] packet = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 0, 0, 0, 0, (byte)id.Length, .. id];
        await tcp.GetStream().WriteAsync(packet, limit.Token);
        var answer = new byte[4];
        await tcp.GetStream().ReadExactlyAsync(answer, limit.Token);
        if (answer[0] != 0x20 || answer[3] != 0) throw new IOException($"refused with code {answer[3]}");
    }

    private async Task RetransmitAsync(NetworkStream stream, CancellationToken cancellation)
    {
        Reading[] left;
        lock (_gate) left = [.. _unacknowledged];
        foreach (var reading in left) await stream.WriteAsync(reading.ToPacket(script, resent: true), cancellation);
        Interlocked.Add(ref _resent, left.Length);
    }

    private async Task WriteAsync(NetworkStream stream, CancellationToken enough, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = _next;
        while (true)
        {
            if (enough.IsCancellationRequested && InFlight == 0) return;
            var due = before + (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * options.Rate);
            while (!enough.IsCancellationRequested && _next < due && InFlight < options.InFlightLimit)
            {
                await stream.WriteAsync(Next().ToPacket(script, resent: false), cancellation);
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    // Enters the reading before it is on the wire: whatever may have left this machine is kept.
    private Reading Next()
    {
        var reading = new Reading(_next, (ushort)((_next % ushort.MaxValue) + 1));
        if (options.Trusting) Interlocked.Increment(ref _acknowledged);
        else lock (_gate) _unacknowledged.Enqueue(reading);
        Volatile.Write(ref _next, _next + 1);
        return reading;
    }

    private async Task ReadAcksAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var packet = new byte[4];
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(AnswerLimit);
            await stream.ReadExactlyAsync(packet, limit.Token);
            if (packet[0] != 0x40) throw new IOException($"packet {packet[0]:x2} instead of PUBACK");
            Take(BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)));
        }
    }

    private void Take(ushort packetId)
    {
        if (options.Trusting) return;
        lock (_gate)
        {
            if (!_unacknowledged.TryPeek(out var oldest) || oldest.PacketId != packetId)
            {
                Interlocked.Increment(ref _strangeAcks);
                throw new IOException("an acknowledgement out of order");
            }

            _unacknowledged.Dequeue();
            Interlocked.Increment(ref _acknowledged);
        }
    }
}

/// <summary>How sensors behave.</summary>
/// <param name="Rate">Readings a second.</param>
/// <param name="InFlightLimit">Readings without an acknowledgement; more than a second of event time would be too late after a
/// crash.</param>
/// <param name="Origin">The time reading 0 carries, a full second.</param>
/// <param name="PerWindow">Readings in a window of a second of their time: 100 as fast as the clock, fewer faster.</param>
/// <param name="Trusting">Takes what is sent as acknowledged: what an edge would make of it that acknowledges before it commits.</param>
internal sealed record SensorOptions(
    double Rate, int InFlightLimit, DateTimeOffset Origin, int PerWindow = SensorOptions.OfTheClock, bool Trusting = false)
{
    /// <summary>Readings in a window when a hundred are made a second.</summary>
    public const int OfTheClock = 100;
}
