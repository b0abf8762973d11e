using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.DeadLetters;

public sealed class NodeDeadLettersTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly DeadLetterStore _store;

    public NodeDeadLettersTests() => _store = new(_directory.File("letters.db"), NullLogger.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_retry_publishes_the_original_bytes_on_the_original_topic_and_removes_the_dead_letter()
    {
        var intake = new Intake(takes: true);
        var service = new NodeDeadLetters(_store, intake, (_, _) => true);
        _store.Add(DeadLetter("plant/a", "broken\0bytes"));

        Assert.Null(Assert.Single(await service.RetryAsync(DeadLetterFilter.All, Stop)).Problem);

        var message = Assert.Single(intake.Taken);
        Assert.Equal(("plant/a", "broken\0bytes", 1), message);
        Assert.Equal(0, (await service.ListAsync(DeadLetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task A_dead_letter_stays_until_its_message_is_durable()
    {
        var service = new NodeDeadLetters(_store, new Intake(takes: false), (_, _) => true);
        _store.Add(DeadLetter("plant/a", "broken"));

        Assert.NotNull(Assert.Single(await service.RetryAsync(DeadLetterFilter.All, Stop)).Problem);

        Assert.Equal(1, (await service.ListAsync(DeadLetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task A_window_and_a_cut_payload_cannot_be_published_again_and_say_so()
    {
        var intake = new Intake(takes: true);
        var service = new NodeDeadLetters(_store, intake, (_, _) => true);
        _store.Add(DeadLetter(string.Empty, "{}"));
        _store.Add(DeadLetter("plant/a", new string('x', DeadLetterStore.PayloadLimit + 1)));

        var results = await service.RetryAsync(DeadLetterFilter.All, Stop);

        Assert.Contains("window", results[0].Problem);
        Assert.Contains("cut", results[1].Problem);
        Assert.Empty(intake.Taken);
        Assert.Equal(2, (await service.ListAsync(DeadLetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task An_unknown_dead_letter_is_named()
    {
        var service = new NodeDeadLetters(_store, new Intake(takes: true), (_, _) => true);

        Assert.Equal(
            new RetriedDeadLetter(42, "there is no such dead letter"), Assert.Single(await service.RetryAsync(new() { Ids = [42] }, Stop)));
    }

    [Fact]
    public async Task A_retry_is_for_the_binding_and_the_event_that_were_given_up()
    {
        var intake = new Intake(takes: true);
        var service = new NodeDeadLetters(_store, intake, (name, topic) => name == "press" && topic != "plant/gone");
        _store.Add(DeadLetter("plant/a", "1"));
        _store.Add(DeadLetter("plant/a", "2") with { Stage = FailureStage.Invoke, Index = 3 });
        _store.Add(DeadLetter("plant/a", "3") with { Stage = FailureStage.Invoke, IsWhole = true });
        _store.Add(DeadLetter("plant/gone", "4"));
        _store.Add(DeadLetter("plant/a", "5") with { Stage = FailureStage.Receive });

        await service.RetryAsync(DeadLetterFilter.All, Stop);

        Assert.Equal(
            [("1", new("press", null)), ("2", new("press", 3)), ("3", new RetryTarget("press", null)), ("4", null), ("5", null)],
            intake.Taken.Zip(intake.Targets).Select(taken => (taken.First.Payload, taken.Second)));
    }

    [Fact]
    public async Task A_retry_says_of_the_message_what_its_sender_said()
    {
        var intake = new Intake(takes: true);
        var service = new NodeDeadLetters(_store, intake, (_, _) => true);
        _store.Add(DeadLetter("plant/a", "1") with { Properties = MessageProperties.Of("text/csv", ("site", "north")) });
        _store.Add(DeadLetter("plant/a", "2"));

        await service.RetryAsync(DeadLetterFilter.All, Stop);

        Assert.Equal(["north", null], intake.Said.Select(said => said?.User("site")));
    }

    private static DeadLetter DeadLetter(string topic, string payload) => new(
        "press", FailureStage.Decode, "not JSON", topic, Encoding.UTF8.GetBytes(payload), DateTimeOffset.UnixEpoch, 0);

    private sealed class Intake(bool takes) : IMessageIntake
    {
        public List<(string Topic, string Payload, int Qos)> Taken { get; } = [];

        public List<RetryTarget?> Targets { get; } = [];

        public List<MessageProperties?> Said { get; } = [];

        public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
        {
            if (takes) Targets.Add(message.Target);
            if (takes) Said.Add(message.Properties);
            if (takes) Taken.Add((message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Qos));
            return new(takes);
        }
    }
}
