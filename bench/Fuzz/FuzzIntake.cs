using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.Fuzz;

/// <summary>What the broker has taken: by whom, under which identifier; and whether it should ever have been taken.</summary>
internal sealed class FuzzIntake : IMessageIntake
{
    private static readonly string[] Reserved = ["$SYS", "$share", "$timer", "$http", "$on"];

    private readonly ConcurrentDictionary<(string Client, ushort Id), bool> _taken = new();
    private int _sensorNext;

    /// <summary>What should not have been taken, or was lost; null while all is well.</summary>
    public string? Violation { get; private set; }

    /// <summary>Messages of the watched sensor taken so far, each in its turn.</summary>
    public int SensorCount => _sensorNext;

    /// <summary>Messages taken.</summary>
    public long Count { get; private set; }

    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        Count++;
        if (message.Topic.Length == 0 || Reserved.Contains(message.Topic.Split('/')[0]) || message.Topic.AsSpan().ContainsAny("+#\0\uFFFD"))
            Violation ??= $"took a message on '{message.Topic}'";
        if (message.Qos > 0) _taken[(message.ClientId, message.PacketId)] = true;
        if (message.ClientId == WatchedSensor.ClientId) Follow(message);
        return ValueTask.FromResult(true);
    }

    /// <summary>Whether a message of that client with that identifier was ever taken.</summary>
    public bool Has(string client, ushort id) => _taken.ContainsKey((client, id));

    /// <summary>Forgets a client that is gone.</summary>
    public void Forget(string client)
    {
        for (ushort id = 1; id < 64; id++) _taken.TryRemove((client, id), out _);
    }

    private void Follow(in ReceivedMessage message)
    {
        var number = BitConverter.ToInt32(message.Payload.Span);
        if (number != _sensorNext) Violation ??= $"the sensor's message {number} came where {_sensorNext} was due";
        _sensorNext = number + 1;
    }
}
