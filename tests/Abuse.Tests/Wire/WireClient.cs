using System.Net;
using System.Net.Sockets;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Wire;

/// <summary>
/// An MQTT client of the tests' own that does exactly what it is told. Packets are read one after the other; messages that come while
/// something else is waited for are kept.
/// </summary>
internal sealed class WireClient : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly Queue<Received> _messages = new();
    private int _lastId;

    private WireClient(int version) => Version = version;

    public int Version { get; }

    /// <summary>Its socket is closed on this side.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Acknowledges what it receives, as a client should.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Called every 50 ms while the client waits for something.</summary>
    public Action? Waiting { get; set; }

    public static async Task<WireClient> OpenAsync(int port, int version)
    {
        var client = new WireClient(version);
        await client._tcp.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limit);
        return client;
    }

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (var packet in packets) await _tcp.GetStream().WriteAsync(packet).AsTask().WaitAsync(Limit);
    }

    /// <summary>The next packet; null when the broker has closed the connection.</summary>
    public async Task<Received?> ReceiveAsync()
    {
        try
        {
            var header = await ReadAsync(1);
            var (length, shift) = (0, 0);
            for (byte digit = 0x80; digit >= 0x80; shift += 7)
            {
                digit = (await ReadAsync(1))[0];
                length |= (digit & 0x7F) << shift;
            }

            return new Received(Version, header[0], await ReadAsync(length));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<Received> ConnectAsync(Hello hello)
    {
        await SendAsync(Packets.Connect(hello));
        return await ExpectAsync(2);
    }

    public Task<int[]> SubscribeAsync(string filter, int options = 0, params byte[][] properties) =>
        SubscribeAsync([(filter, options)], properties);

    public async Task<int[]> SubscribeAsync((string Filter, int Options)[] filters, params byte[][] properties)
    {
        await SendAsync(Packets.Subscribe(Version, NextId(), filters, properties));
        return (await ExpectAsync(9)).Codes;
    }

    public async Task<int[]> UnsubscribeAsync(params string[] filters)
    {
        await SendAsync(Packets.Unsubscribe(Version, NextId(), filters));
        return (await ExpectAsync(11)).Codes;
    }

    /// <summary>Publishes and waits for the last acknowledgement. Returns its reason.</summary>
    public async Task<int> PublishAsync(string topic, string payload, int qos = 1, bool retain = false, params byte[][] properties)
    {
        var id = NextId();
        await SendAsync(Packets.Publish(Version, topic, payload, qos, id, retain, dup: false, properties));
        if (qos == 0)
        {
            await PingAsync();
            return 0;
        }

        var first = await ExpectAsync(qos == 1 ? 4 : 5);
        Assert.Equal(id, first.Id);
        if (qos == 1 || first.Reason >= 0x80) return first.Reason;
        await SendAsync(Packets.Acknowledge(0x62, id));
        return (await ExpectAsync(7)).Reason;
    }

    /// <summary>The broker has handled everything sent before.</summary>
    public async Task PingAsync()
    {
        await SendAsync(Packets.PingReq);
        await ExpectAsync(13);
    }

    public async Task<Received> MessageAsync() => _messages.TryDequeue(out var kept) ? kept : await ExpectAsync(3);

    public async Task<List<Received>> MessagesAsync(int count)
    {
        List<Received> messages = [];
        while (messages.Count < count) messages.Add(await MessageAsync());
        return messages;
    }

    /// <summary>Everything that was on its way: a message of its own to a topic of its own comes after it.</summary>
    public async Task<List<Received>> DrainAsync()
    {
        var fence = $"fence/{Guid.NewGuid():N}";
        await SubscribeAsync(fence);
        await PublishAsync(fence, "fence", 0);
        List<Received> messages = [];
        while (await MessageAsync() is var next && next.Topic != fence) messages.Add(next);
        await UnsubscribeAsync(fence);
        return messages;
    }

    /// <summary>The connection is closed; returns the reason of a DISCONNECT or CONNACK that came before, -1 without.</summary>
    public async Task<int> ClosedAsync()
    {
        var reason = -1;
        while (await ReceiveAsync() is { } packet)
        {
            Assert.True(packet.Type is 2 or 14, $"instead of closing the connection the broker sent {packet}");
            reason = packet.Reason;
        }

        return reason;
    }

    /// <summary>Says goodbye, and returns when the broker has closed too.</summary>
    public async Task DisconnectAsync(int reason = 0, params byte[][] properties)
    {
        await SendAsync(Packets.Disconnect(Version, reason, properties));
        while (await ReceiveAsync() is not null)
        {
        }

        Dispose();
    }

    public async Task<Received> ExpectAsync(int type)
    {
        while (true)
        {
            var packet = await ReceiveAsync();
            Assert.True(packet is not null, $"the broker closed the connection instead of sending packet type {type}");
            Assert.True(
                packet.Type != 14 || type == 14, $"the broker disconnected with {packet.Reason:x2} instead of sending packet type {type}");
            if (packet.IsMessage) await AcknowledgeAsync(packet);
            if (packet.Type == 6 && Acknowledges) await SendAsync(Packets.Acknowledge(0x70, packet.Id));
            if (packet.Type == type) return packet;
            if (packet.IsMessage) _messages.Enqueue(packet);
        }
    }

    public int NextId() => ++_lastId;

    public void Dispose()
    {
        IsDisposed = true;
        _tcp.Dispose();
    }

    private async Task AcknowledgeAsync(Received message)
    {
        if (!Acknowledges || message.Qos == 0) return;
        await SendAsync(Packets.Acknowledge(message.Qos == 1 ? 0x40 : 0x50, message.Id));
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        var reading = _tcp.GetStream().ReadExactlyAsync(bytes).AsTask();
        using var limit = new CancellationTokenSource(Limit);
        while (Waiting is { } waiting && !limit.IsCancellationRequested)
        {
            await reading.WaitAsync(TimeSpan.FromMilliseconds(50)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (reading.IsCompleted) break;
            waiting();
        }

        await reading.WaitAsync(Limit);
        return bytes;
    }
}
