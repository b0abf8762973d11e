using System.Net;
using System.Net.Sockets;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Fuzz;

/// <summary>
/// A well-behaved sensor: QoS 1, one message after the other, each acknowledgement checked and timed. It must not notice what others do.
/// </summary>
internal sealed class WatchedSensor : IDisposable
{
    public const string ClientId = "watched";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly List<double> _milliseconds = [];

    /// <summary>Messages acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Milliseconds within which so many of 100 acknowledgements came.</summary>
    public double Percentile(int percent) => _milliseconds.Order().ElementAtOrDefault(_milliseconds.Count * percent / 100);

    /// <summary>
    /// Connects, and publishes until told to stop. Throws when the broker closes the connection or acknowledges out of turn.
    /// </summary>
    public async Task RunAsync(int port, CancellationToken stop)
    {
        await _tcp.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
        await SendAsync(Packets.Connect(new Hello(4, ClientId)), [0x20, 2, 0, 0]);
        while (!stop.IsCancellationRequested)
        {
            var id = (ushort)(1 + (Acknowledged % 60_000));
            var packet = Bytes.Packet(0x32, Bytes.Text("watched/sensor"), Bytes.UInt16(id), BitConverter.GetBytes(Acknowledged));
            var start = TimeProvider.System.GetTimestamp();
            await SendAsync(packet, [0x40, 2, (byte)(id >> 8), (byte)id]);
            _milliseconds.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            Acknowledged++;
            await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task SendAsync(byte[] packet, byte[] expected)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _tcp.GetStream().WriteAsync(packet, limit.Token);
        var answer = new byte[4];
        await _tcp.GetStream().ReadExactlyAsync(answer, limit.Token);
        if (!answer.SequenceEqual(expected))
            throw new InvalidDataException($"the sensor got {Convert.ToHexString(answer)} instead of {Convert.ToHexString(expected)}");
    }
}
