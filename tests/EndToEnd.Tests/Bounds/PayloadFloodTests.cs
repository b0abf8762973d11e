using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests.Bounds;

/// <summary>Large messages at full speed are held back, not piled up in memory.</summary>
public sealed class PayloadFloodTests : IDisposable
{
    private const int Clients = 8;
    private const int Messages = 500;
    private const int PayloadBytes = 200 << 10;
    private const long MemoryLimit = 64 << 20;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("readings", "{\"v\":1,\"text\":\"", "\"}")]
    [InlineData("no JSON", "{{{", "}")]
    public async Task Clients_that_send_200_kib_at_full_speed_take_64_mib_and_all_of_it_is_counted(string what, string head, string tail)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var bindings = _scratch.File("bindings.yaml");
        await File.WriteAllTextAsync(
            bindings,
            """
            bindings:
              - name: large
                trigger: { mqtt: "large/{device}" }
                where: v >= 0
                window: { tumbling: 1s, group_by: [device] }
                function: { builtin: stats, with: { fields: [v] } }
                emit: { measurement: large }
            """,
            TestContext.Current.CancellationToken);
        var port = Scratch.FreePort();
        await using var node = await Node.UpAsync(bindings, _scratch.File("data"), port);
        var payload = head + new string('x', PayloadBytes - head.Length - tail.Length) + tail;
        await SendAsync(port, 0, payload, 10);
        await node.StatusAsync(status => status.MessagesReceived == 10, "a first few messages");
        var idle = MemoryOf(node, "VmRSS");

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => SendAsync(port, client, payload, Messages)));
        const int All = 10 + (Clients * Messages);
        var status = await node.StatusAsync(status => status.MessagesReceived == All && status.IsDrained, "all messages");
        Assert.Equal(All, status.Received);
        if (what == "readings") Assert.Equal(All, status.InWindows);
        else Assert.Equal(All, status.Rejected);
        Assert.InRange(MemoryOf(node, "VmHWM") - idle, long.MinValue, MemoryLimit);
    }

    private static long MemoryOf(Node node, string name)
    {
        var line = File.ReadLines($"/proc/{node.Process.Id}/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    private static async Task SendAsync(int port, int client, string payload, int messages)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var stream = tcp.GetStream();
        await stream.WriteAsync((byte[])[0x10, 14, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 2, (byte)'c', (byte)('0' + client)], cancellation);
        await stream.ReadExactlyAsync(new byte[4], cancellation);
        var topic = Encoding.UTF8.GetBytes($"large/d{client}");
        var length = 2 + topic.Length + payload.Length;
        byte[] publish = [
            0x30, (byte)((length & 127) | 128), (byte)(((length >> 7) & 127) | 128), (byte)(length >> 14), 0, (byte)topic.Length, .. topic,
            .. Encoding.UTF8.GetBytes(payload)];
        for (var number = 0; number < messages; number++) await stream.WriteAsync(publish, cancellation);
        await stream.WriteAsync((byte[])[0xE0, 0], cancellation);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], cancellation));
    }
}
