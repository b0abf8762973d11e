using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>
/// A sensor of MQTT 3.1.1 that keeps its session, and after a lost connection sends again under the same identifier, as the protocol wants
/// it.
/// </summary>
internal sealed class RawSensor : IDisposable
{
    private const int ConnectAnswerBytes = 4;
    private const int PublishAnswerBytes = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp = new() { NoDelay = true };

    /// <summary>Connects.</summary>
    public static async Task<RawSensor> ConnectAsync(int port, string client = "sensor")
    {
        var sensor = new RawSensor();
        await sensor._tcp.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limit);
        await sensor.SendAsync(0x10, [.. Text("MQTT"), 4, 0, 0, 60, .. Text(client)]);
        Assert.NotNull(await sensor.ReceiveAsync(ConnectAnswerBytes));
        return sensor;
    }

    /// <summary>Sends a reading at QoS 1; completes with its acknowledgement, or with false when the connection is lost first.</summary>
    public async Task<bool> PublishAsync(ushort reading, bool again)
    {
        await SendAsync(
            (byte)(again ? 0x3A : 0x32),
            [.. Text("plant/press1/reading"), (byte)(reading >> 8), (byte)reading, .. Encoding.UTF8.GetBytes($"{{\"value\": {reading}}}")]);
        return await ReceiveAsync(PublishAnswerBytes) is { } answer && answer[0] == 0x40 && ((answer[2] << 8) | answer[3]) == reading;
    }

    /// <inheritdoc />
    public void Dispose() => _tcp.Dispose();

    private async Task SendAsync(byte header, byte[] body) =>
        await _tcp.GetStream().WriteAsync((byte[])[header, (byte)body.Length, .. body]).AsTask().WaitAsync(Limit);

    private async Task<byte[]?> ReceiveAsync(int bytes)
    {
        var answer = new byte[bytes];
        try
        {
            await _tcp.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(Limit);
            return answer;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static byte[] Text(string text) => [0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
