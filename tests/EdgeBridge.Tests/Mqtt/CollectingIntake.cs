using System.Collections.Concurrent;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>Keeps what it is given, and answers as the test says.</summary>
internal sealed class CollectingIntake : IMessageIntake
{
    private readonly ConcurrentQueue<Taken> _taken = new();

    /// <summary>What to answer; by default yes, at once.</summary>
    public Func<Taken, ValueTask<bool>> Answer { get; set; } = _ => ValueTask.FromResult(true);

    public IReadOnlyList<Taken> All => [.. _taken];

    public IEnumerable<string> Texts => _taken.Select(one => one.Text);

    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        var taken = new Taken(
            message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Qos, message.Retained, message.Duplicate,
            message.ClientId, message.Trace)
        { Properties = message.Properties };
        _taken.Enqueue(taken);
        return Answer(taken);
    }

    /// <summary>Packet identifiers released.</summary>
    public ConcurrentQueue<ushort> Released { get; } = new();

    /// <summary>Sessions that began anew.</summary>
    public int SessionsForgotten { get; private set; }

    /// <summary>Messages put to the dead letters: binding, topic, reason.</summary>
    public ConcurrentQueue<(string Binding, string Topic, string Reason)> Refused { get; } = new();

    /// <summary>Losses reported.</summary>
    public ConcurrentQueue<string> Losses { get; } = new();

    public void Release(string clientId, ushort packetId) => Released.Enqueue(packetId);

    public void ForgetSession(string clientId) => SessionsForgotten++;

    public void Refuse(string binding, string topic, ReadOnlyMemory<byte> payload, string reason) =>
        Refused.Enqueue((binding, topic, reason));

    public void ReportLoss(string part, string reason) => Losses.Enqueue(reason);

    public Task WaitForAsync(int count) => Eventually.TrueAsync(() => _taken.Count >= count, () => $"{count} messages, has {_taken.Count}");

    internal sealed record Taken(string Topic, string Text, int Qos, bool Retained, bool Duplicate, string ClientId, string? Trace)
    {
        public MessageProperties? Properties { get; init; }
    }
}

/// <summary>Waits for a condition, with a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, Func<string> expectation)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit) Assert.Fail($"did not happen: {expectation()}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
