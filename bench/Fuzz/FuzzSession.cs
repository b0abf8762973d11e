using System.Net;
using System.Net.Sockets;

namespace EventEdge.Fuzz;

/// <summary>
/// One fuzzed connection: its packets are written, whole, in pieces or byte by byte, and everything the broker answers is read to the end.
/// </summary>
/// <param name="Number">Its number; with the run's seed, it makes the packets.</param>
/// <param name="ClientId">The client id of its CONNECT, where that was left alone.</param>
/// <param name="IsKnown">CONNECT was left alone.</param>
/// <param name="Packets">What is sent.</param>
internal sealed record FuzzSession(int Number, string ClientId, bool IsKnown, List<byte[]> Packets)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The session of that number.</summary>
    public static FuzzSession Create(int seed, int number)
    {
        var random = new Random((seed * 1_000_003) + number);
        var clientId = $"fuzz-{number}";
        var source = new PacketSource(random, random.Next(2) == 0 ? 4 : 5, clientId);
        List<byte[]> packets = [source.Connect(), .. Enumerable.Range(0, random.Next(20, 60)).Select(_ => source.Next())];
        var alsoConnect = random.Next(6) == 0;
        for (var times = random.Next(4); times > 0; times--) Mutation.Apply(packets, random, alsoConnect);
        return new FuzzSession(number, clientId, !alsoConnect, packets);
    }

    /// <summary>Runs it; returns what it got back. An exception is a broker that neither answers nor closes.</summary>
    public async Task<byte[]> RunAsync(int port)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var reading = ReadAsync(socket, limit.Token);
        await WriteAsync(socket, limit.Token);
        return await reading;
    }

    private async Task WriteAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            foreach (var piece in Pieces()) await socket.SendAsync(piece, SocketFlags.None, cancellation);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The broker has closed already, as it should.
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        ReadOnlyMemory<byte> all = Packets.SelectMany(packet => packet).ToArray();
        var size = (Number % 16) switch { 0 => Math.Max(1, all.Length / 500), 1 => 7, 2 => 128, _ => all.Length };
        for (; all.Length > size; all = all[size..]) yield return all[..size];
        yield return all;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        var received = new MemoryStream();
        var buffer = new byte[8192];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation) is var read and > 0) received.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // Reset: closed as well.
        }

        return received.ToArray();
    }
}
