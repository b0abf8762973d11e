using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>
/// A sensor that keeps a reading until it is acknowledged: on a lost connection it connects anew and sends again what is open. Such a
/// retransmission is a new MQTT message (no DUP), so the edge may count it twice; <see cref="Resent"/> says how many there were.
/// </summary>
internal sealed class RetransmittingSender(int port, string topic)
{
    private const int InFlightLimit = 50;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private int _acknowledged;
    private int _attempts;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Attempts beyond one a row.</summary>
    public int Resent => Volatile.Read(ref _attempts) - Acknowledged;

    /// <summary>Sends every row of a recorded series, in order, until each has its acknowledgement.</summary>
    public async Task SendAsync(string file, CancellationToken cancellation)
    {
        var open = new Queue<string>(File.ReadLines(file).Skip(1).Where(l => l.Length > 0));
        while (open.Count > 0)
        {
            using var client = new MqttClientFactory().CreateMqttClient();
            if (await TryConnectAsync(client, cancellation)) open = await SendOnAsync(client, open, cancellation);
            else await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    /// <summary>Sends until all is acknowledged or the connection fails; returns what is still open, oldest first.</summary>
    private async Task<Queue<string>> SendOnAsync(IMqttClient client, Queue<string> open, CancellationToken cancellation)
    {
        var flight = new Queue<(string Row, Task<bool> Sending)>();
        var lost = new Queue<string>();
        while (lost.Count == 0 && (open.Count > 0 || flight.Count > 0))
        {
            while (flight.Count < InFlightLimit && open.TryDequeue(out var row))
                flight.Enqueue((row, TrySendAsync(client, row, cancellation)));
            await SettleAsync(flight.Dequeue(), lost);
        }

        while (flight.TryDequeue(out var sent)) await SettleAsync(sent, lost);
        return new Queue<string>(lost.Concat(open));
    }

    private async Task SettleAsync((string Row, Task<bool> Sending) sent, Queue<string> lost)
    {
        Interlocked.Increment(ref _attempts);
        if (await sent.Sending) Interlocked.Increment(ref _acknowledged);
        else lost.Enqueue(sent.Row);
    }

    private async Task<bool> TrySendAsync(IMqttClient client, string row, CancellationToken cancellation)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithPayload(Json(row)).Build();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return (await client.PublishAsync(message, limit.Token)).IsSuccess;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> TryConnectAsync(IMqttClient client, CancellationToken cancellation)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("resending-sender")
            .WithTimeout(AnswerLimit).Build();
        try
        {
            return (await client.ConnectAsync(options, cancellation)).ResultCode == MqttClientConnectResultCode.Success;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static byte[] Json(string row)
    {
        var cells = row.Split(',');
        var at = DateTime.ParseExact(cells[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($$"""{"timestamp":"{{at:yyyy-MM-ddTHH:mm:ss}}Z","value":{{cells[1]}}}""");
    }
}
