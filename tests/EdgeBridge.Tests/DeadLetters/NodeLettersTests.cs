using System.Text;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Dispatch;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.DeadLetters;

public sealed class NodeLettersTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly DeadLetterStore _store;

    public NodeLettersTests() => _store = new(_directory.File("letters.db"), NullLogger.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_retry_publishes_the_original_bytes_on_the_original_topic_and_removes_the_letter()
    {
        var intake = new Intake(takes: true);
        var desk = new NodeLetters(_store, intake);
        _store.Add(Letter("plant/a", "broken\0bytes"));

        Assert.Null(Assert.Single(await desk.RetryAsync(LetterFilter.All, Stop)).Problem);

        var message = Assert.Single(intake.Taken);
        Assert.Equal(("plant/a", "broken\0bytes", 1), message);
        Assert.Equal(0, (await desk.ListAsync(LetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task A_letter_stays_until_its_message_is_durable()
    {
        var desk = new NodeLetters(_store, new Intake(takes: false));
        _store.Add(Letter("plant/a", "broken"));

        Assert.NotNull(Assert.Single(await desk.RetryAsync(LetterFilter.All, Stop)).Problem);

        Assert.Equal(1, (await desk.ListAsync(LetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task A_window_and_a_cut_payload_cannot_be_published_again_and_say_so()
    {
        var intake = new Intake(takes: true);
        var desk = new NodeLetters(_store, intake);
        _store.Add(Letter(string.Empty, "{}"));
        _store.Add(Letter("plant/a", new string('x', DeadLetterStore.PayloadLimit + 1)));

        var results = await desk.RetryAsync(LetterFilter.All, Stop);

        Assert.Contains("window", results[0].Problem);
        Assert.Contains("cut", results[1].Problem);
        Assert.Empty(intake.Taken);
        Assert.Equal(2, (await desk.ListAsync(LetterFilter.All, Stop)).Kept);
    }

    [Fact]
    public async Task An_unknown_letter_is_named()
    {
        var desk = new NodeLetters(_store, new Intake(takes: true));

        Assert.Equal(new RetriedLetter(42, "there is no such letter"), Assert.Single(await desk.RetryAsync(new() { Ids = [42] }, Stop)));
    }

    private static DeadLetter Letter(string topic, string payload) => new(
        "press", FailureStage.Decode, "not JSON", topic, Encoding.UTF8.GetBytes(payload), DateTimeOffset.UnixEpoch, 0);

    private sealed class Intake(bool takes) : IMessageIntake
    {
        public List<(string Topic, string Payload, int Qos)> Taken { get; } = [];

        public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
        {
            if (takes) Taken.Add((message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Qos));
            return new(takes);
        }
    }
}
