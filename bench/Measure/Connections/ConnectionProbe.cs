using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.Measure.Connections;

/// <summary>
/// Opens many MQTT connections at once and leaves them idle: how many are let in, how long until the last is, and what the broker's process
/// grows by for each.
/// </summary>
internal static class ConnectionProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Connects to a port of this machine; prints clients let in, seconds until the last, and KiB for each.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="processId">The broker's process.</param>
    /// <param name="clients">How many.</param>
    public static async Task RunAsync(int port, int processId, int clients)
    {
        var before = ResidentKiB(processId);
        var start = Stopwatch.GetTimestamp();
        var sockets = await Task.WhenAll(Enumerable.Range(0, clients).Select(n => ConnectAsync(port, $"idle-{n}")));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.Delay(Settling, TimeProvider.System);
        var inside = sockets.Count(one => one is not null);
        var each = (ResidentKiB(processId) - before) / Math.Max(1, inside);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{inside} {seconds:0.###} {each:0.##}"));
        foreach (var socket in sockets) socket?.Dispose();
    }

    private static async Task<Socket?> ConnectAsync(int port, string clientId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
            var id = Encoding.ASCII.GetBytes(clientId);
            byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, (byte)id.Length, .. id];
            await socket.SendAsync(connect, SocketFlags.None, limit.Token);
            var answer = new byte[4];
            var read = 0;
            while (read < 4 && await socket.ReceiveAsync(answer.AsMemory(read), SocketFlags.None, limit.Token) is var some and > 0)
                read += some;
            if (answer is [0x20, 2, 0, 0]) return socket;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            // Counted by not being there.
        }

        socket.Dispose();
        return null;
    }

    private static double ResidentKiB(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
