using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.FunctionDispatcher.Sparkplug;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>An edge node over its connections.</summary>
public sealed class EdgeNodePresenceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Said.Noon);
    private readonly ScriptedSenders _broker = new();
    private readonly ConnectionNumbers _numbers = new(null, NullLogger.Instance);
    private EdgeNodePresence _node = null!;
    private PresenceRun _run = null!;

    public ValueTask InitializeAsync()
    {
        Use(Said.Node);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    [Tck(
        "message-flow-edge-node-birth-publish-will-message", "message-flow-edge-node-birth-publish-connect", "payloads-ndeath-will-message",
        "message-flow-edge-node-ncmd-subscribe", "principles-birth-certificates-order", "topics-nbirth-bdseq-matching",
        "payloads-nbirth-bdseq-repeat")]
    public async Task It_connects_with_its_death_as_the_will_and_is_born()
    {
        _run.Start();
        await _broker.ConnectedAsync(1);
        await _broker.Last.SaysAsync(1);
        var terms = _broker.Last.Terms;
        Assert.Equal(("node-g-n", "spBv1.0/g/NCMD/n"), (terms.Name, Assert.Single(terms.Topics)));
        Assert.Equal(("spBv1.0/g/NDEATH/n", 1, false), (terms.Will.Topic, terms.Will.Qos, terms.Will.Retain));
        Assert.Equal("NDEATH bdSeq:Int64=0", Said.Of(terms.Will));
        Assert.Equal(["NBIRTH seq=0 bdSeq#0:Int64=0 Node Control/Rebirth:Boolean=false"], _broker.Last.Lines);
    }

    [Fact]
    [Tck("topics-nbirth-bdseq-increment", "payloads-dbirth-order", "payloads-ndata-order", "payloads-ddata-order")]
    public async Task The_next_connection_has_the_next_number_and_everything_is_born_before_data()
    {
        _run.Start();
        await _broker.ConnectedAsync(1);
        _node.Publish(Said.Result("d", 0, ("t", 21.5)));
        await _broker.Last.SaysAsync(2);
        _broker.Last.Lose("gone");
        await AdvanceUntilAsync(() => _broker.Connections.Count == 2);
        await _broker.Last.SaysAsync(2);
        Assert.Equal("NDEATH bdSeq:Int64=1", Said.Of(_broker.Last.Terms.Will));
        Assert.Equal(
            ["NBIRTH seq=0 bdSeq#0:Int64=1 Node Control/Rebirth:Boolean=false", "DBIRTH d seq=1 t#1:Double=21.5"], _broker.Last.Lines);
        _node.Publish(Said.Result("d", 1, ("t", 22.5)));
        await _broker.Last.SaysAsync(3);
        Assert.Equal("DDATA d seq=2 #1=22.5", _broker.Last.Lines.Last());
    }

    [Fact]
    public async Task What_comes_while_it_is_not_connected_is_in_the_birth_or_follows_as_historical()
    {
        _broker.Refusals = 3;
        foreach (var second in (int[])[1, 2, 3]) _node.Publish(Said.Result("d", second, ("t", (double)second)));
        _run.Start();
        await AdvanceUntilAsync(() => _broker.Connections.Count == 1);
        await _broker.Last.SaysAsync(4);
        Assert.Equal(
            [
                "NBIRTH seq=0 bdSeq#0:Int64=3 Node Control/Rebirth:Boolean=false", "DBIRTH d seq=1 t#1:Double=3", "DDATA d seq=2 #1=1!",
                "DDATA d seq=3 #1=2!",
            ],
            _broker.Last.Lines);
    }

    [Fact]
    public async Task Of_too_much_that_waits_the_oldest_is_given_up_and_counted()
    {
        for (var second = 0; second < EdgeNodePresence.WaitingLimit + 5; second++)
            _node.Publish(Said.Result("d", second, ("t", (double)second)));
        Assert.Equal(5, _node.Lost);
        _run.Start();
        await _broker.ConnectedAsync(1);
        await _broker.Last.SaysAsync(EdgeNodePresence.WaitingLimit + 1);
        Assert.Contains("#1=5!", _broker.Last.Lines.ElementAt(2), StringComparison.Ordinal);
    }

    [Fact]
    [Tck("operational-behavior-data-commands-rebirth-action-1")]
    public async Task Who_asks_gets_its_births_and_no_data_before_them()
    {
        await BornAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        _broker.Last.Deliver("spBv1.0/g/NCMD/n", Said.Rebirth());
        await _broker.Last.SaysAsync(4);
        Assert.Equal(
            ["NBIRTH seq=0 bdSeq#0:Int64=0 Node Control/Rebirth:Boolean=false", "DBIRTH d seq=1 t#1:Double=21.5"],
                _broker.Last.Lines.Skip(2));
    }

    [Fact]
    public async Task Who_asks_and_asks_gets_them_once_a_second_and_data_wait_for_them()
    {
        await BornAsync();
        for (var n = 0; n < 50; n++) _broker.Last.Deliver("spBv1.0/g/NCMD/n", Said.Rebirth());
        await Eventually.IsTrue(() => !_broker.Last.Arrivals.TryPeek(out _), () => "all commands are taken");
        _node.Publish(Said.Result("d", 1, ("t", 22.5)));
        Assert.Equal(2, _broker.Last.Published.Count);
        await AdvanceUntilAsync(() => _broker.Last.Published.Count == 5);
        Assert.Equal(["DBIRTH d seq=1 t#1:Double=21.5", "DDATA d seq=2 #1=22.5"], _broker.Last.Lines.Skip(3));
    }

    [Fact]
    public async Task Other_commands_ask_for_nothing()
    {
        await BornAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        foreach (var payload in (byte[][])[Said.Rebirth(false), [255], []]) _broker.Last.Deliver("spBv1.0/g/NCMD/n", payload);
        _node.Publish(Said.Result("d", 1, ("t", 22.5)));
        await _broker.Last.SaysAsync(3);
        Assert.Equal("DDATA d seq=2 #1=22.5", _broker.Last.Lines.Last());
    }

    [Fact]
    public async Task A_device_that_falls_silent_dies_though_nothing_comes()
    {
        await BornAsync();
        await AdvanceUntilAsync(() => _broker.Last.Published.Count == 3, TimeSpan.FromMinutes(1));
        Assert.Equal("DDEATH d seq=2", _broker.Last.Lines.Last());
    }

    [Fact]
    public async Task A_device_of_an_ended_binding_dies()
    {
        await BornAsync();
        _node.Use(new HashSet<string> { "other" });
        await _broker.Last.SaysAsync(3);
        Assert.Equal("DDEATH d seq=2", _broker.Last.Lines.Last());
    }

    [Fact]
    [Tck(
        "operational-behavior-edge-node-intentional-disconnect-ndeath", "operational-behavior-edge-node-intentional-disconnect-packet",
        "payloads-ndeath-will-message-publisher", "payloads-ndeath-will-message-publisher-disconnect-mqtt311")]
    public async Task It_leaves_with_its_death_and_a_goodbye()
    {
        await BornAsync();
        await _run.DisposeAsync();
        Assert.Equal("NDEATH bdSeq:Int64=0", _broker.Last.Lines.Last());
        Assert.True(_broker.Last.ClosedWithWill);
        Assert.True(_broker.Last.IsDisposed);
    }

    [Fact]
    [Tck(
        "message-flow-edge-node-birth-publish-phid-wait", "message-flow-edge-node-birth-publish-phid-wait-id",
        "message-flow-edge-node-birth-publish-phid-wait-online", "operational-behavior-edge-node-birth-sequence-wait",
        "operational-behavior-primary-application-state-with-multiple-servers-state-subs")]
    public async Task It_waits_for_its_host_application()
    {
        Use(Said.Node with { PrimaryHost = "scada" });
        _broker.Retained["spBv1.0/STATE/scada"] = State(false, 10);
        _run.Start();
        await _broker.ConnectedAsync(1);
        Assert.Equal(["spBv1.0/g/NCMD/n", "spBv1.0/STATE/scada"], _broker.Last.Terms.Topics);
        _broker.Last.Deliver("spBv1.0/STATE/other", State(true, 20));
        await Eventually.IsTrue(() => !_broker.Last.Arrivals.TryPeek(out _), () => "both statements are taken");
        Assert.Empty(_broker.Last.Published);
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(true, 20));
        await _broker.Last.SaysAsync(1);
    }

    [Fact]
    [Tck("message-flow-edge-node-birth-publish-phid-wait-timestamp")]
    public async Task A_statement_older_than_the_last_does_not_count()
    {
        Use(Said.Node with { PrimaryHost = "scada" });
        _broker.Retained["spBv1.0/STATE/scada"] = State(false, 10);
        _run.Start();
        await _broker.ConnectedAsync(1);
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(true, 9));
        await Eventually.IsTrue(() => !_broker.Last.Arrivals.TryPeek(out _), () => "both statements are taken");
        Assert.Empty(_broker.Last.Published);
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(true, 10));
        await _broker.Last.SaysAsync(1);
    }

    [Fact]
    [Tck(
        "message-flow-edge-node-birth-publish-phid-offline", "operational-behavior-edge-node-termination-host-offline",
        "operational-behavior-edge-node-termination-host-offline-reconnect",
        "operational-behavior-primary-application-state-with-multiple-servers-walk")]
    public async Task Without_its_host_application_it_leaves_and_waits_on_a_new_connection()
    {
        await WithHostAsync();
        _broker.Retained["spBv1.0/STATE/scada"] = State(false, 20);
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(false, 20));
        await _broker.ConnectedAsync(2);
        Assert.Equal("NDEATH bdSeq:Int64=0", _broker.Connections[0].Lines.Last());
        Assert.True(_broker.Connections[0].ClosedWithWill);
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(true, 30));
        await _broker.Last.SaysAsync(1);
        Assert.StartsWith("NBIRTH seq=0 bdSeq#0:Int64=1", _broker.Last.Lines.First(), StringComparison.Ordinal);
    }

    [Fact]
    [Tck("operational-behavior-edge-node-termination-host-offline-timestamp")]
    public async Task A_will_of_a_connection_before_does_not_send_it_away()
    {
        await WithHostAsync();
        _broker.Last.Deliver("spBv1.0/STATE/scada", State(false, 9));
        _node.Publish(Said.Result("d", 1, ("t", 22.5)));
        await _broker.Last.SaysAsync(2);
        Assert.Single(_broker.Connections);
    }

    private void Use(SparkplugEdgeNode node)
    {
        _node = new(node, _broker, _numbers, _time, NullLogger.Instance);
        _run = new(_node, "edge node", _time, NullLogger.Instance);
    }

    private async Task BornAsync()
    {
        _run.Start();
        await _broker.ConnectedAsync(1);
        _node.Publish(Said.Result("d", 0, ("t", 21.5)));
        await _broker.Last.SaysAsync(2);
    }

    private async Task WithHostAsync()
    {
        Use(Said.Node with { PrimaryHost = "scada" });
        _broker.Retained["spBv1.0/STATE/scada"] = State(true, 10);
        _run.Start();
        await _broker.ConnectedAsync(1);
        await _broker.Last.SaysAsync(1);
    }

    private static byte[] State(bool isOnline, long timestamp) => new SparkplugState(isOnline, timestamp).ToBytes();

    // Time goes on as often as it takes: whoever waits may not have begun to when it is moved.
    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? step = null) => Eventually.IsTrue(
        () =>
        {
            if (condition()) return true;
            _time.Advance(step ?? TimeSpan.FromMilliseconds(100));
            return false;
        },
        () => "the condition");
}
