using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>The embedded broker on a free port, in virtual time.</summary>
internal sealed class OurBench : Bench
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly EmbeddedBroker _broker;

    private OurBench() => _broker = new EmbeddedBroker(
        new EmbeddedBrokerOptions { Node = "n1", Port = 0 }, Intake, _time, NullLogger<EmbeddedBroker>.Instance);

    public override int Port => _broker.Port;

    /// <summary>What the broker has taken from devices.</summary>
    public KeepingIntake Intake { get; } = new();

    // A loop that had not armed its timer when time was moved gets another chance.
    protected override Action Waiting => () => _time.Advance(Step);

    public static async Task<OurBench> StartAsync()
    {
        var bench = new OurBench();
        await bench._broker.StartAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    // What a client that has gone leaves behind counts from when the broker knows.
    public override async Task PassAsync(TimeSpan time)
    {
        await Eventually.IsTrue(() => _broker.ConnectionCount <= OpenClients, "the broker knows who has gone");
        for (var passed = TimeSpan.Zero; passed < time; passed += Step) _time.Advance(Step);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        var stopping = _broker.DisposeAsync().AsTask();
        while (!stopping.IsCompleted)
        {
            _time.Advance(Step); // It waits a moment for subscribers that have just gone.
            await stopping.WaitAsync(TimeSpan.FromMilliseconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Takes everything and remembers it.</summary>
internal sealed class KeepingIntake : IMessageIntake
{
    public ConcurrentQueue<(string Client, string Topic, string Payload)> Taken { get; } = new();

    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        Taken.Enqueue((message.ClientId, message.Topic, System.Text.Encoding.UTF8.GetString(message.Payload.Span)));
        return ValueTask.FromResult(true);
    }
}
