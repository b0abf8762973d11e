using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Tests.Explanation;

/// <summary>Reasons why nothing arrives, in the order of a message's way.</summary>
internal static class PlantedReasons
{
    private const string Topic = "plant/north/press/7";
    private const string Tumbling = "window: { tumbling: 10s, group_by: [site] }";
    private const string Stats = "{ builtin: stats, with: { fields: [temperature], stats: [mean] } }";

    public static IReadOnlyList<PlantedReason> All { get; } = [.. Received(), .. Read(), .. Timed(), .. Windowed(), .. Delivered()];

    private static (string, string)[] One(string payload, string topic = Topic) => [(topic, payload)];

    private static IEnumerable<PlantedReason> Received() =>
    [
        new("nothing at all") { Stage = "receive", Code = "no_message", Words = ["no message has come on plant/{site}/press/{device}"] },
        new("topic in another case")
        {
            Stage = "route", Code = "other_topics", Words = ["plant/north/Press/7", "case counts"],
            Messages = One("{}", "plant/north/Press/7"),
        },
        new("topic misspelt")
        {
            Stage = "route", Code = "other_topics", Words = ["plnat/north/press/7", "level 1", "'plant'"],
            Messages = One("{}", "plnat/north/press/7"),
        },
        new("topic with a level less")
        {
            Stage = "route", Code = "other_topics", Words = ["plant/press/7", "nothing for level 2"], Messages = One("{}", "plant/press/7"),
        },
        new("nobody connected")
        {
            Stage = "receive", Code = "nobody_connected", Words = ["no client is connected"],
            Surroundings = facts => facts with { Listener = new(0, 0, 0, 0, 0, 0, 0, 0) },
        },
        new("wrong password")
        {
            Stage = "receive", Code = "login_refused", Words = ["3 logins", "refused", "wrong password"],
            Surroundings = facts => facts with { Security = new([new(AuditEvent.Connect, false, 3)], 0) },
        },
        new("topic forbidden")
        {
            Stage = "receive", Code = "publish_refused", Words = ["1 publish", "may not use"],
            Surroundings = facts => facts with { Security = new([new(AuditEvent.Publish, false, 1)], 0) },
        },
        new("broker unreachable")
        {
            Stage = "receive", Code = "broker_unreachable", Words = ["no connection to the MQTT broker mq:1883", "connection refused"],
            Prepare = Broker(new() { Address = "mq:1883", State = "down", LastError = "connection refused" }),
        },
        new("subscription refused")
        {
            Stage = "receive", Code = "subscription_refused", Words = ["mq:1883", "refuses to subscribe plant/+/press/+", "not authorized"],
            Prepare = Broker(new()
            {
                Address = "mq:1883", State = "up",
                RefusedSubscriptions = new Dictionary<string, string> { ["plant/+/press/+"] = "not authorized" },
            }),
        },
        new("name misspelt") { Stage = "node", Code = "unknown_name", Words = ["pres", "did you mean press?"], Asked = "pres" },
        new("file refused")
        {
            Stage = "node", Code = "bindings_refused", Words = ["no binding in force is called oven", "was not taken"], Asked = "oven",
            Prepare = async node =>
            {
                await File.WriteAllTextAsync(Path.Combine(node.Directory, "bindings.yaml"), "bindings: [");
                await node.UntilAsync(snapshot => snapshot.ConfigurationError is not null);
            },
        },
        new("upstream gave nothing")
        {
            Stage = "receive", Code = "no_upstream", Words = ["runs on results of press"], Asked = "day",
            Bindings = """
                bindings:
                  - { name: press, trigger: { mqtt: a }, function: { builtin: pass }, emit: { measurement: press } }
                  - { name: day, trigger: { on: press }, function: { builtin: pass }, emit: { measurement: day } }
                """,
        },
        new("timer not due")
        {
            Stage = "receive", Code = "not_started", Words = ["has not run yet", "every 1h", "due at"], Asked = "hourly",
            Bindings = """
                bindings:
                  - { name: hourly, trigger: { every: 1h }, function: { builtin: pass }, emit: { measurement: hourly } }
                """,
        },
    ];

    private static IEnumerable<PlantedReason> Read() =>
    [
        new("another format")
        {
            Stage = "decode", Code = "decode_rejected", Words = ["json cannot read it", "names and values joined by ="],
            Messages = One("temperature=5"),
        },
        new("empty payload") { Stage = "decode", Code = "decode_rejected", Words = ["the payload is empty"], Messages = One(string.Empty) },
        new("declared field missing")
        {
            Stage = "fields", Code = "fields_rejected", Words = ["there is no 'temp'"], Messages = One("""{"t":5}"""),
            Fields = "fields: { temperature: { from: temp, type: number } }",
        },
        new("all filtered")
        {
            Stage = "filter", Code = "where_is_false", Words = ["temperature > 90 is "
                + "false", "temperature is 21.5"], Where = "temperature > 90",
            Messages = One("""{"temperature":21.5}"""),
        },
        new("field of where misspelt")
        {
            Stage = "filter", Code = "where_is_false", Words = ["no field temprature", "temperature: did you mean that?"],
            Where = "temprature > 1", Messages = One("""{"temperature":21.5}"""),
        },
        new("field of where is text")
        {
            Stage = "filter", Code = "where_is_false", Words = ["temperature is the text '95', not a number"], Where = "temperature > 90",
            Messages = One("""{"temperature":"95"}"""),
        },
        new("field of where is deeper")
        {
            Stage = "filter", Code = "where_is_false", Words = ["no field temperature", "data.temperature"], Where = "temperature > 90",
            Messages = One("""{"data":{"temperature":95}}"""),
        },
        new("duplicates")
        {
            Stage = "deduplicate", Code = "duplicate", Words = ["event_id was seen before"], EventId = "event_id: { field: id, within: "
                + "1h }",
            Window = Tumbling, Function = Stats, Messages = [.. Enumerable.Repeat((Topic, """{"id":1,"temperature":5}"""), 30)],
        },
    ];

    private static IEnumerable<PlantedReason> Timed() =>
    [
        new("no time")
        {
            Stage = "event_time", Code = "event_time_rejected", Words = ["no time in ts", "there is no field ts"], Time = "field: ts",
            Messages = One("""{"time":5}"""),
        },
        new("local time, beyond future_limit")
        {
            Stage = "event_time", Code = "event_time_rejected", Words = ["2 h ahead", "local time"], Time = "field: ts",
            Messages = One("""{"ts":NOW+7200}"""),
        },
        new("clock in the future")
        {
            Stage = "event_time", Code = "event_time_rejected", Words = ["future_limit"], Time = "field: ts",
            Messages = One("""{"ts":NOW+500000}"""),
        },
        new("clock never set")
        {
            Stage = "event_time", Code = "event_time_rejected", Words = ["before 2000"], Time = "field: ts",
            Messages = One("""{"ts":"1970-01-01T00:01:00Z"}"""),
        },
        new("time in a form that nobody declared")
        {
            Stage = "event_time", Code = "event_time_rejected", Words = ["'01.02.2026 10:00' in ts is no time", "day.month.year"],
            Time = "field: ts", Messages = One("""{"ts":"01.02.2026 10:00"}"""),
        },
        new("late")
        {
            Stage = "window", Code = "late_rejected", Words = ["closed for good"], Time = "field: ts", Window = Tumbling, Function = Stats,
            Messages = [(Topic, """{"ts":NOW,"temperature":5}"""),
                .. Enumerable.Repeat((Topic, """{"ts":NOW+-600,"temperature":5}"""), 30)],
        },
        new("too many keys")
        {
            Stage = "window", Code = "limit_rejected", Words = ["limits.keys"],
            Bindings = """
                bindings:
                  - name: press
                    trigger: { mqtt: "plant/{site}/press/{device}" }
                    window: { tumbling: 10s, group_by: [device] }
                    function: { builtin: count }
                    emit: { measurement: press }
                    limits: { keys: 1 }
                """,
            Messages = [(Topic, "{}"), .. Enumerable.Range(0, 30).Select(i => ($"plant/north/press/x{i}", "{}"))],
        },
    ];

    private static IEnumerable<PlantedReason> Windowed() =>
    [
        new("window open")
        {
            Stage = "window", Code = "waits_later_event", Words = ["is open until an event has the time", "fires at"], Window = Tumbling,
            Time = "field: ts", Function = Stats, Messages = One("""{"ts":NOW,"temperature":5}"""),
        },
        new("local time, within future_limit")
        {
            Stage = "window", Code = "local_time", Words = ["1 h ahead", "local time"], Window = Tumbling,
            Time = "field: ts, future_limit: 2h",
            Function = Stats, Messages = One("""{"ts":NOW+3600,"temperature":5}"""),
        },
        new("a clock that lags")
        {
            Stage = "window", Code = "waits_lagging_clock", Words = ["the clock 'b' lags", "waited for until"], Window = Tumbling,
            Time = "field: ts, clock: device, idle_timeout: 1h", Function = Stats,
            Messages =
            [
                ("plant/north/press/b", """{"ts":NOW+-300,"temperature":5}"""),
                ("plant/north/press/a", """{"ts":NOW+-100,"temperature":5}"""),
            ],
        },
        new("window of a number not full")
        {
            Stage = "window", Code = "waits_events", Words = ["of 10 events", "before it is full"], Window = "window: { count: { size: "
                + "10 } }",
            Function = Stats, Messages = [.. Enumerable.Repeat((Topic, """{"temperature":5}"""), 3)],
        },
    ];

    private static IEnumerable<PlantedReason> Delivered() =>
    [
        new("number sent as text")
        {
            Stage = "invoke", Code = "no_result", Words = ["temperature is the text '5', not a number"], Window = "window: { count: { "
                + "size: 1 } }",
            Time = "field: ts", Function = Stats,
            Messages = [(Topic, """{"ts":NOW+-20,"temperature":"5"}"""), (Topic, """{"ts":NOW,"temperature":"5"}""")],
        },
        new("function's field misspelt")
        {
            Stage = "invoke", Code = "no_result", Words = ["no field temperature", "temprature: did you mean that?"],
            Window = "window: { count: { size: 1 } }", Time = "field: ts", Function = Stats,
            Messages = [(Topic, """{"ts":NOW+-20,"temprature":5}"""), (Topic, """{"ts":NOW,"temprature":5}""")],
        },
        new("to a local topic only")
        {
            Stage = "emit", Code = "no_measurement", Words = ["local topic alerts "
                + "only"], Emit = "mqtt: alerts", Messages = One("""{"t":5}"""),
        },
        new("to nowhere")
        {
            Stage = "emit", Code = "no_measurement", Words = ["go nowhere"], Emit = "priority: normal", Messages = One("""{"t":5}"""),
        },
        new("link down")
        {
            Stage = "uplink", Code = "link_down", Words = ["the link is down", "1 point", "wait in the outbox"],
            Messages = One("""{"t":5}"""),
        },
        new("link cut")
        {
            Stage = "uplink", Code = "link_cut", Words = ["cut on purpose"], Messages = One("""{"t":5}"""),
            Prepare = Uplink(UplinkState.Cut),
        },
        new("bus full")
        {
            Stage = "uplink", Code = "bus_blocked", Words = ["the bus takes no more"], Messages = One("""{"t":5}"""),
            Prepare = Uplink(UplinkState.Blocked),
        },
        new("store unwell")
        {
            Stage = "store", Code = "store_unwell", Words = ["wait for the store", "401 unauthorized"], Messages = One("""{"t":5}"""),
            Prepare = Uplink(UplinkState.Up), Surroundings = facts => facts with { HasStore = true, StoreProblem = "401 unauthorized" },
        },
    ];

    private static Func<Node.Support.TestNode, Task> Broker(BrokerEntry broker) => node =>
    {
        node.Endpoint.Broker = broker;
        return Task.CompletedTask;
    };

    private static Func<Node.Support.TestNode, Task> Uplink(UplinkState state) => node =>
    {
        node.Uplink.State = state;
        return Task.CompletedTask;
    };
}
