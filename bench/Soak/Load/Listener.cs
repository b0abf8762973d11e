using EventEdge.Fuzz.Wire;

namespace EventEdge.Soak.Load;

/// <summary>
/// Subscribers that come and go: of both versions, with sessions that end with the connection, that expire, and that are come back to; with
/// plain, wildcard and shared subscriptions; some leave with a word and some without.
/// </summary>
internal sealed class Listener(SoakOptions options, int index)
{
    private const int KnownClients = 40;

    private static readonly string[] Filters = [
        "agg/#", "alerts/+", "state/#", "plant/7/temp", "$share/readers/agg/+", "gone/#", "plant/1/+", "#"];
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(1000 + index);

    /// <summary>Connections made.</summary>
    public int Visits { get; private set; }

    /// <summary>Messages received.</summary>
    public long Received { get; private set; }

    /// <summary>Comes and goes until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await VisitAsync(stop);
            }
            catch (Exception over) when (over is IOException or OperationCanceledException or ObjectDisposedException)
            {
                await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task VisitAsync(CancellationToken stop)
    {
        var version = _random.Next(2) == 0 ? 4 : 5;
        var isKnown = _random.Next(2) == 0;
        var name = isKnown ? $"listener-{version}-{index}-{_random.Next(KnownClients)}" : $"visitor-{Guid.NewGuid():N}";
        using var wire = await Wire.OpenAsync(options.Port, Packets.Connect(new Hello(version, name)
        {
            Clean = !isKnown && (version == 4 || _random.Next(2) == 0), KeepAlive = 60,
            Properties = version == 5 ? [Property.SessionExpiry(_random.Next(1200)), Property.TopicAliasMaximum(20)] : [],
        }), stop);
        Visits++;
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        life.CancelAfter(TimeSpan.FromMilliseconds(200 + _random.Next(4000)));
        await wire.SendAsync(Packets.Subscribe(version, 1, [(Filter(), _random.Next(3)), (Filter(), _random.Next(3))]), stop);
        try
        {
            await Task.WhenAny(ListenAsync(wire, life.Token), PingAsync(wire, life.Token)).Unwrap();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            if (_random.Next(2) == 0) await wire.SendAsync(Packets.Disconnect(version), stop);
        }
    }

    // Everything at once is asked for seldom.
    private string Filter() => Filters[_random.Next(_random.Next(20) == 0 ? Filters.Length : Filters.Length - 1)];

    private async Task ListenAsync(Wire wire, CancellationToken stop)
    {
        while (true)
        {
            var (header, body) = await wire.ReceiveAsync(stop);
            if (header >> 4 == 6) await wire.SendAsync(Packets.Acknowledge(0x70, (body[0] << 8) | body[1]), stop);
            if (header >> 4 != 3) continue;
            Received++;
            var qos = (header >> 1) & 3;
            if (qos == 0) continue;
            var at = 2 + ((body[0] << 8) | body[1]);
            await wire.SendAsync(Packets.Acknowledge(qos == 1 ? 0x40 : 0x50, (body[at] << 8) | body[at + 1]), stop);
        }
    }

    private static async Task PingAsync(Wire wire, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(PingInterval, TimeProvider.System, stop);
            await wire.SendAsync(Packets.PingReq, stop);
        }
    }
}
