using System.Runtime.CompilerServices;
using EventEdge.EdgeBridge.Mqtt.Connections;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>
/// Looks at every connection once a second: one that is silent for too long, sends a packet slower than the least rate, or would not be
/// let in any more, is cut off. The connections' own loops pay nothing for it.
/// </summary>
internal sealed class ConnectionReaper(DeviceEndpoint endpoint, Func<IEnumerable<DeviceConnection>> connections)
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly ConditionalWeakTable<DeviceConnection, Started> _incomplete = [];

    /// <summary>Looks again and again until the broker stops.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Turn, endpoint.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(endpoint.Stopping).ConfigureAwait(false)) Look();
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }

    /// <summary>One look.</summary>
    public void Look()
    {
        foreach (var connection in connections())
        {
            if (Fault(connection) is { } fault) _ = connection.CutOffAsync(fault);
        }
    }

    private MqttFaultException? Fault(DeviceConnection connection)
    {
        if (connection.IsNameless()) return new(MqttDisconnectReasonCode.KeepAliveTimeout, "it has not said who it is in time");
        if (connection.IsSilent())
            return new(MqttDisconnectReasonCode.KeepAliveTimeout, "nothing came for one and a half times its keep alive");
        if (connection.Access.ReasonToLeave() is { } reason) return MqttFaultException.NotWelcome(reason);
        return Dribbles(connection) ? new(MqttDisconnectReasonCode.KeepAliveTimeout, "it sends a packet more slowly than the least rate")
            : null;
    }

    private bool Dribbles(DeviceConnection connection)
    {
        var (packets, bytes, isInside) = connection.Progress;
        if (!isInside || !_incomplete.TryGetValue(connection, out var started) || started.Packets != packets)
        {
            _incomplete.Remove(connection);
            if (isInside) _incomplete.Add(connection, new(packets, bytes, endpoint.Time.GetTimestamp()));
            return false;
        }

        var waited = endpoint.Time.GetElapsedTime(started.At);
        return waited > endpoint.Options.PacketGrace && bytes - started.Bytes < waited.TotalSeconds * endpoint.Options.ReadRateMin;
    }

    private sealed record Started(long Packets, long Bytes, long At);
}
