using System.Text;
using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>The state of a host application over its connections.</summary>
public sealed class HostPresenceTests : IAsyncLifetime
{
    private const string Topic = "spBv1.0/STATE/scada";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1000));
    private readonly ScriptedSenders _broker = new();
    private readonly PresenceRun _run;

    public HostPresenceTests() => _run = new(
        new HostPresence(_broker, new("scada"), _time, NullLogger.Instance), "host application", _time, NullLogger.Instance);

    public async ValueTask InitializeAsync()
    {
        _run.Start();
        await _broker.ConnectedAsync(1);
        await _broker.Last.SaysAsync(1);
    }

    public async ValueTask DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    [Tck(
        "intro-sparkplug-host-state", "components-ph-state", "host-topic-phid-birth-message", "host-topic-phid-birth-qos",
        "host-topic-phid-birth-retain", "host-topic-phid-birth-topic", "host-topic-phid-birth-required", "host-topic-phid-birth-payload",
        "host-topic-phid-birth-payload-timestamp", "host-topic-phid-death-qos", "host-topic-phid-death-retain",
            "host-topic-phid-death-topic",
        "host-topic-phid-death-required", "host-topic-phid-death-payload", "host-topic-phid-death-payload-connect",
        "message-flow-phid-sparkplug-state-publish", "message-flow-phid-sparkplug-state-publish-payload",
        "message-flow-phid-sparkplug-state-publish-payload-timestamp",
        "operational-behavior-primary-application-state-with-multiple-servers-state", "operational-behavior-host-application-connect-will",
        "operational-behavior-host-application-connect-will-topic", "operational-behavior-host-application-connect-will-payload",
        "operational-behavior-host-application-connect-will-qos", "operational-behavior-host-application-connect-will-retained",
        "operational-behavior-host-application-connect-birth", "operational-behavior-host-application-connect-birth-topic",
        "operational-behavior-host-application-connect-birth-payload", "operational-behavior-host-application-connect-birth-qos",
        "operational-behavior-host-application-connect-birth-retained", "payloads-state-will-message", "payloads-state-will-message-qos",
        "payloads-state-will-message-retain", "payloads-state-will-message-payload", "payloads-state-subscribe", "payloads-state-birth",
        "payloads-state-birth-payload", "conformance-primary-host")]
    public void It_connects_with_its_death_as_the_will_and_says_that_it_is_there()
    {
        var (will, birth) = (_broker.Last.Terms.Will, Assert.Single(_broker.Last.Published));
        Assert.Equal(Topic, Assert.Single(_broker.Last.Terms.Topics));
        Assert.Equal((Topic, 1, true), (will.Topic, will.Qos, will.Retain));
        Assert.Equal((Topic, 1, true), (birth.Topic, birth.Qos, birth.Retain));
        Assert.Equal("""{"online":false,"timestamp":1000}""", Text(will.Payload));
        Assert.Equal("""{"online":true,"timestamp":1000}""", Text(birth.Payload));
        Assert.True(_broker.Last.Terms.EndsWithNode);
    }

    [Fact]
    [Tck("message-flow-hid-sparkplug-state-message-delivered")]
    public async Task Where_somebody_says_that_it_is_gone_it_says_that_it_is_there()
    {
        _broker.Last.Deliver(Topic, Encoding.UTF8.GetBytes("""{"online":true,"timestamp":1000}"""));
        _broker.Last.Deliver(Topic, Encoding.UTF8.GetBytes("OFFLINE"));
        _broker.Last.Deliver(Topic, Encoding.UTF8.GetBytes("""{"online":false,"timestamp":900}"""));
        await _broker.Last.SaysAsync(2);
        Assert.Equal("""{"online":true,"timestamp":1000}""", Text(_broker.Last.Published.Last().Payload));
        Assert.Equal(2, _broker.Last.Published.Count);
    }

    [Fact]
    [Tck(
        "host-topic-phid-death-payload-disconnect-clean", "operational-behavior-host-application-termination",
        "operational-behavior-host-application-death-topic", "operational-behavior-host-application-death-payload",
        "operational-behavior-host-application-death-qos", "operational-behavior-host-application-death-retained",
        "operational-behavior-host-application-disconnect-intentional")]
    public async Task It_leaves_with_a_word_of_now_and_a_goodbye()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        await _run.DisposeAsync();
        var death = _broker.Last.Published.Last();
        Assert.Equal((Topic, 1, true), (death.Topic, death.Qos, death.Retain));
        Assert.Equal("""{"online":false,"timestamp":6000}""", Text(death.Payload));
        Assert.False(_broker.Last.ClosedWithWill);
    }

    [Fact]
    [Tck("host-topic-phid-death-payload-disconnect-with-no-disconnect-packet",
        "operational-behavior-host-application-multi-server-timestamp")]
    public async Task A_connection_that_is_lost_leaves_its_will_and_the_next_has_another_time()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _broker.Last.Lose("gone");
        await Eventually.IsTrue(
            () =>
            {
                if (_broker.Connections.Count > 1) return true;
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return false;
            },
            () => "another connection");
        await _broker.Last.SaysAsync(1);
        Assert.Single(_broker.Connections[0].Published);
        Assert.Null(_broker.Connections[0].ClosedWithWill);
        Assert.True(SparkplugState.Read(_broker.Last.Published.First().Payload.Span)!.Value.Timestamp > 6000);
    }

    [Theory]
    [InlineData("""{"online":true,"timestamp":5}""", true)]
    [InlineData("""{"online":false,"timestamp":5,"more":1}""", false)]
    [InlineData("""{"online":"true","timestamp":5}""", null)]
    [InlineData("""{"online":true}""", null)]
    [InlineData("""{"online":true,"timestamp":1.5}""", null)]
    [InlineData("[]", null)]
    [InlineData("ONLINE", null)]
    [InlineData("", null)]
    public void What_is_said_is_read_or_is_nothing(string text, bool? isOnline) =>
        Assert.Equal(isOnline, SparkplugState.Read(Encoding.UTF8.GetBytes(text))?.IsOnline);

    private static string Text(ReadOnlyMemory<byte> payload) => Encoding.UTF8.GetString(payload.Span);
}
