using CsCheck;
using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>What an edge node says of results.</summary>
public sealed class EdgeNodeStateTests
{
    private readonly FakeTimeProvider _time = new(Said.Noon);
    private readonly EdgeNodeState _state;

    public EdgeNodeStateTests() => _state = new("g", "n", _time);

    [Fact]
    [Tck(
        "topics-ndeath-payload", "topics-ndeath-seq", "payloads-ndeath-seq", "topics-ndeath-topic", "payloads-ndeath-bdseq",
        "message-flow-edge-node-birth-publish-will-message-topic", "message-flow-edge-node-birth-publish-will-message-payload",
        "message-flow-edge-node-birth-publish-will-message-payload-bdSeq", "message-flow-edge-node-birth-publish-will-message-qos",
        "message-flow-edge-node-birth-publish-will-message-will-retained", "payloads-ndeath-will-message-qos",
        "payloads-ndeath-will-message-retain")]
    public void A_death_is_the_number_of_its_connection_and_nothing_else()
    {
        var death = _state.Death(7);
        Assert.Equal(("spBv1.0/g/NDEATH/n", 1, false), (death.Topic, death.Qos, death.Retain));
        Assert.Equal("NDEATH bdSeq:Int64=7", Said.Of(death));
    }

    [Fact]
    [Tck(
        "topics-nbirth-topic", "topics-nbirth-mqtt", "topics-nbirth-seq-num", "topics-nbirth-bdseq-included",
            "topics-nbirth-rebirth-metric",
        "topics-nbirth-metrics", "payloads-nbirth-seq", "payloads-nbirth-bdseq", "payloads-nbirth-rebirth-req", "payloads-nbirth-qos",
        "payloads-nbirth-retain", "payloads-sequence-num-zero-nbirth", "message-flow-edge-node-birth-publish-nbirth-topic",
        "message-flow-edge-node-birth-publish-nbirth-payload", "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq",
        "message-flow-edge-node-birth-publish-nbirth-qos", "message-flow-edge-node-birth-publish-nbirth-retained",
        "message-flow-edge-node-birth-publish-nbirth-payload-seq", "operational-behavior-data-commands-rebirth-name",
        "operational-behavior-data-commands-rebirth-name-aliases", "operational-behavior-data-commands-rebirth-datatype",
        "operational-behavior-data-commands-rebirth-value", "topic-structure", "topic-structure-namespace-a",
        "topic-structure-namespace-device-id-non-associated-message-types")]
    public void A_birth_of_the_node_says_its_connection_and_how_to_ask_for_it_again()
    {
        var birth = Assert.Single(_state.Births(3));
        Assert.Equal(("spBv1.0/g/NBIRTH/n", 0, false), (birth.Topic, birth.Qos, birth.Retain));
        Assert.Equal("NBIRTH seq=0 bdSeq#0:Int64=3 Node Control/Rebirth:Boolean=false", Said.Of(birth));
    }

    [Fact]
    [Tck(
        "topics-nbirth-timestamp", "payloads-nbirth-timestamp", "topics-dbirth-timestamp", "payloads-dbirth-timestamp",
            "topics-ddata-timestamp",
        "payloads-ddata-timestamp", "topics-ndata-timestamp", "payloads-ndata-timestamp", "payloads-ddeath-timestamp",
        "payloads-name-birth-data-requirement")]
    public void Each_message_says_when_it_is_sent_and_each_metric_when_it_was()
    {
        _state.Take(Result("", -5, ("a", 0.5)));
        _state.Take(Result("d", -5, ("b", 0.5)));
        _time.Advance(TimeSpan.FromSeconds(1));
        LocalMessage[] messages = [
            .. _state.Births(0), _state.Take(Result("d", 0, ("b", 1.5))).Message!, _state.Take(Result("", 0, ("a", 1.5))).Message!,
            .. _state.Retain(new HashSet<string>(), isTold: true)];
        Assert.Equal(5, messages.Length);
        foreach (var message in messages)
        {
            var payload = Read(message);
            Assert.Equal((ulong)Said.Noon.AddSeconds(1).ToUnixTimeMilliseconds(), payload.Timestamp);
            Assert.All(payload.Metrics, metric => Assert.NotNull(metric.Timestamp));
        }

        Assert.Equal((ulong)Said.Noon.AddSeconds(-5).ToUnixTimeMilliseconds(), Read(messages[1]).Metrics[0].Timestamp);
    }

    [Fact]
    [Tck(
        "topics-dbirth-topic", "topics-dbirth-mqtt", "topics-dbirth-seq", "topics-dbirth-metrics", "payloads-dbirth-seq",
            "payloads-dbirth-seq-inc",
        "payloads-dbirth-qos", "payloads-dbirth-retain", "message-flow-device-birth-publish-dbirth-topic",
        "message-flow-device-birth-publish-dbirth-payload", "message-flow-device-birth-publish-dbirth-qos",
        "message-flow-device-birth-publish-dbirth-retained", "message-flow-device-birth-publish-dbirth-payload-seq",
        "message-flow-device-birth-publish-dbirth-match-edge-node-topic", "message-flow-device-birth-publish-nbirth-wait",
        "topic-structure-namespace-device-id-associated-message-types", "payloads-metric-datatype-req")]
    public void A_device_is_born_with_its_first_result()
    {
        Assert.Single(_state.Births(0));
        var birth = _state.Take(Result("d", 0, ("t", 21.5), ("run", true), ("state", "idle"))).Message!;
        Assert.Equal(("spBv1.0/g/DBIRTH/n/d", 0, false), (birth.Topic, birth.Qos, birth.Retain));
        Assert.Equal("DBIRTH d seq=1 t#1:Double=21.5 run#2:Boolean=true state#3:String=idle", Said.Of(birth));
    }

    [Fact]
    [Tck(
        "topics-ddata-topic", "topics-ddata-mqtt", "topics-ddata-seq-num", "topics-ddata-payload", "payloads-ddata-seq",
            "payloads-ddata-seq-inc",
        "payloads-ddata-qos", "payloads-ddata-retain", "principles-rbe-recommended", "operational-behavior-data-publish-dbirth-change",
        "payloads-metric-datatype-not-req")]
    public void Data_are_numbers_and_only_what_has_changed()
    {
        Begin();
        var data = _state.Take(Result("d", 1, ("t", 22.5), ("run", true))).Message!;
        Assert.Equal(("spBv1.0/g/DDATA/n/d", 0, false), (data.Topic, data.Qos, data.Retain));
        Assert.Equal("DDATA d seq=2 #1=22.5", Said.Of(data));
        Assert.Null(_state.Take(Result("d", 2, ("t", 22.5), ("run", true))).Message);
    }

    [Fact]
    public void Whoever_wants_it_gets_what_has_not_changed()
    {
        Begin();
        var node = Said.Node with { SendsUnchanged = true };
        var data = _state.Take(EdgeResult.Of(Said.Result(node, "b", "d", 1, ("t", 21.5)))!).Message!;
        Assert.Equal("DDATA d seq=2 #1=21.5", Said.Of(data));
    }

    [Fact]
    [Tck(
        "topics-ndata-topic", "topics-ndata-mqtt", "topics-ndata-seq-num", "topics-ndata-payload", "payloads-ndata-seq",
            "payloads-ndata-seq-inc",
        "payloads-ndata-qos", "payloads-ndata-retain", "operational-behavior-data-publish-nbirth-change",
        "operational-behavior-data-publish-nbirth", "topics-nbirth-metric-reqs")]
    public void Metrics_of_the_node_itself_are_born_with_it()
    {
        _state.Births(0);
        Assert.True(_state.Take(Result("", 0, ("load", 0.5))).IsBirths);
        Assert.Equal(
            ["NBIRTH seq=0 bdSeq#0:Int64=0 Node Control/Rebirth:Boolean=false load#1:Double=0.5"], _state.Births(0).Select(Said.Of));
        var data = _state.Take(Result("", 1, ("load", 0.75))).Message!;
        Assert.Equal(("spBv1.0/g/NDATA/n", 0, false), (data.Topic, data.Qos, data.Retain));
        Assert.Equal("NDATA seq=1 #1=0.75", Said.Of(data));
    }

    [Fact]
    [Tck("topics-dbirth-metric-reqs", "operational-behavior-data-publish-dbirth", "operational-behavior-data-publish-dbirth-values")]
    public void A_new_metric_or_type_is_a_new_birth_with_everything()
    {
        Begin();
        Assert.Equal(
            "DBIRTH d seq=2 t#1:Double=21.5 run#2:Boolean=true level#3:Int32=4", Said.Of(_state.Take(Result("d", 1, ("level", 4)))
                .Message!));
        Assert.Equal(
            "DBIRTH d seq=3 t#1:String=hot run#2:Boolean=true level#3:Int32=4", Said.Of(_state.Take(Result("d", 2, ("t", "hot")))
                .Message!));
        Assert.Equal("DDATA d seq=4 #1=cold", Said.Of(_state.Take(Result("d", 3, ("t", "cold"))).Message!));
    }

    [Fact]
    [Tck("payloads-alias-uniqueness", "topic-structure-namespace-unique-device-id")]
    public void Numbers_are_unique_over_all_devices()
    {
        Begin();
        Assert.Equal("DBIRTH e seq=2 t#3:Double=1.5", Said.Of(_state.Take(Result("e", 0, ("t", 1.5))).Message!));
        _state.Take(Result("", 0, ("t", 1.5)));
        var numbers = _state.Births(0).SelectMany(birth => Read(birth).Metrics).Select(metric => metric.Alias).OfType<ulong>().ToList();
        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Equal(5, numbers.Count);
    }

    [Fact]
    [Tck(
        "operational-behavior-data-publish-nbirth-values", "operational-behavior-data-commands-rebirth-action-2",
        "operational-behavior-data-commands-rebirth-action-3")]
    public void Births_again_say_the_latest_values_by_the_same_numbers()
    {
        Begin();
        _state.Take(Result("", 1, ("load", 0.5)));
        _state.Births(0);
        _state.Take(Result("d", 2, ("t", 30.5)));
        _state.Take(Result("", 3, ("load", 0.75)));
        Assert.Equal(
            [
                "NBIRTH seq=0 bdSeq#0:Int64=4 Node Control/Rebirth:Boolean=false load#3:Double=0.75",
                "DBIRTH d seq=1 t#1:Double=30.5 run#2:Boolean=true",
            ],
            _state.Births(4).Select(Said.Of));
        Assert.Equal("DDATA d seq=2 #1=31", Said.Of(_state.Take(Result("d", 4, ("t", 31.0))).Message!));
    }

    [Fact]
    [Tck("payloads-sequence-num-always-included", "payloads-sequence-num-incrementing")]
    public void Numbers_of_messages_go_round()
    {
        Begin();
        for (var number = 2; number < 600; number++)
            Assert.Equal($"DDATA d seq={number & 255} #1={number}", Said.Of(_state.Take(Result("d", number, ("t", (double)number)))
                .Message!));
    }

    [Fact]
    [Tck("operational-behavior-data-publish-nbirth-order", "operational-behavior-data-publish-dbirth-order")]
    public void What_is_older_than_the_last_is_historical_and_no_value_of_now()
    {
        Begin();
        Assert.Equal("DDATA d seq=2 #1=5!", Said.Of(_state.Take(Result("d", -10, ("t", 5.0))).Message!));
        Assert.EndsWith("t#1:Double=21.5 run#2:Boolean=true", Said.Of(_state.Births(0)[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_and_metrics_are_bounded()
    {
        for (var device = 0; device < EdgeNodeState.DeviceLimit; device++)
            Assert.False(_state.Take(Result($"d{device}", 0, ("t", 1.5))).IsRefused);
        Assert.True(_state.Take(Result("another", 0, ("t", 1.5))).IsRefused);
        Assert.False(_state.Take(Result("d1", 0, ("t", 2.5))).IsRefused);
        var many = Enumerable.Range(0, EdgeNodeState.MetricLimit - EdgeNodeState.DeviceLimit).Select(n => ($"m{n}", (object)1.5)).ToArray();
        Assert.False(_state.Take(Result("d2", 0, many)).IsRefused);
        Assert.True(_state.Take(Result("d3", 0, ("u", 1.5))).IsRefused);
        Assert.Equal(EdgeNodeState.MetricLimit, _state.Metrics);
    }

    /// <summary>A host application that follows everything knows the latest value of every metric, whatever came in which order.</summary>
    [Fact]
    public void Whoever_follows_knows_what_is_known() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 20], Gen.Int[0, 3]).Array[1, 80]
        .Sample(steps =>
        {
            var (state, host) = (new EdgeNodeState("g", "n", _time), new FollowingHost());
            var latest = new Dictionary<string, (int Second, double Value)>();
            foreach (var birth in state.Births(0)) host.Take(birth);
            foreach (var (device, metric, second, kind) in steps)
            {
                var result = Result(device == 0 ? string.Empty : $"d{device}", second, ($"m{metric}", second + (kind * 0.1)));
                var answer = state.Take(result);
                IEnumerable<LocalMessage> said = answer.IsBirths ? state.Births(0) : answer.Message is { } one ? [one] : [];
                foreach (var message in said) host.Take(message);
                var key = $"{result.Device}/m{metric}";
                if (!latest.TryGetValue(key, out var known) || second >= known.Second) latest[key] = (second, second + (kind * 0.1));
            }

            Assert.Equal(
                latest.OrderBy(l => l.Key).Select(l => (l.Key, l.Value.Value)),
                host.Values.OrderBy(v => v.Key).Select(v => (v.Key, v.Value)));
        });

    // A node with a device.
    private void Begin()
    {
        _state.Births(0);
        _state.Take(Result("d", 0, ("t", 21.5), ("run", true)));
    }

    private static EdgeResult Result(string device, double second, params (string Name, object Value)[] fields) =>
        EdgeResult.Of(Said.Result(device, second, fields))!;

    private static SparkplugPayload Read(LocalMessage message)
    {
        var payload = new SparkplugPayload();
        Assert.Null(payload.Read(message.Payload.Span));
        return payload;
    }
}
