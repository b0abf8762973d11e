using System.Text.Json;
using EventEdge.Cli;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.StoreAccess;

public sealed class PointsCommandTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2014, 4, 10, 7, 15, 0, TimeSpan.Zero);

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Each_point_is_one_line_of_json()
    {
        _bench.Points.Add(Point(FieldValue.Of(73.96732207), end: Start.AddHours(1)));
        Assert.Equal(ExitCode.Success, await RunAsync("--output", "json"));
        Assert.Equal(
            """{"time":"2014-04-10T07:15:00Z","tags":{"device":"p1"},"fields":{"value_mean":73.96732207},"""
                + """ "revision":2,"window_end":"2014-04-10T08:15:00Z"}""".TrimStart() + "\n",
            _bench.Output);
    }

    [Fact]
    public async Task A_point_without_a_window_has_no_end_and_odd_text_survives()
    {
        _bench.Points.Add(Point(FieldValue.Of("a \"b\"\n✓"), end: null));
        await RunAsync("--output", "json");
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("window_end").ValueKind);
        Assert.Equal("a \"b\"\n✓", json.RootElement.GetProperty("fields").GetProperty("value_mean").GetString());
        Assert.Single(_bench.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task People_get_a_line_they_can_read()
    {
        _bench.Points.Add(Point(FieldValue.Of(1.5), end: null));
        await RunAsync();
        Assert.Equal("2014-04-10T07:15:00Z  device=p1  value_mean=1.5  (revision 2)\n", _bench.Output);
    }

    [Theory]
    [InlineData("text", @"hostile\u001b]0;owned\u0007\u202e\u000a2014-04-10")]
    [InlineData("json", @"hostile\u001B]0;owned\u0007\u202e\n2014-04-10")]
    public async Task A_text_from_outside_stays_in_its_line(string form, string shown)
    {
        const string Hostile = "hostile\u001b]0;owned\u0007\u202e\n2014-04-10";
        _bench.Points.Add(Point(FieldValue.Of(Hostile), end: null));

        await RunAsync("--output", form);

        Assert.Contains(shown, _bench.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Single(_bench.Output.TrimEnd('\n').Split('\n'));
        Assert.All(_bench.Output.TrimEnd('\n'), character => Assert.True(character is >= ' ' and < '\u007f'));
    }

    [Fact]
    public async Task Bounds_tags_and_limit_reach_the_store()
    {
        _bench.Points.Add(Point(FieldValue.Of(1.5), end: null));
        await RunAsync(
            "--since", "2014-04-10", "--until", "2014-04-11T00:00:00+02:00", "--tag", "device=p1", "--tag", "site=a=b", "--limit", "7");
        Assert.Equal(new DateTimeOffset(2014, 4, 10, 0, 0, 0, TimeSpan.Zero), _bench.Query!.Since);
        Assert.Equal(new DateTimeOffset(2014, 4, 10, 22, 0, 0, TimeSpan.Zero), _bench.Query.Until);
        Assert.Equal([new("device", "p1"), new("site", "a=b")], _bench.Query.Tags);
        Assert.Equal(7, _bench.Query.Limit);
    }

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--tag", "device")]
    [InlineData("--limit", "0")]
    public async Task Bounds_that_cannot_be_read_end_with_2(string flag, string value) =>
        Assert.Equal(ExitCode.BadInput, await RunAsync(flag, value));

    [Fact]
    public async Task An_unknown_measurement_is_said_with_what_was_perhaps_meant_and_what_there_is()
    {
        _bench.Measurements.AddRange(["pressure", "pres", "vibration"]);
        Assert.Equal(ExitCode.BadInput, await RunAsync());
        Assert.Equal("eventedge: the store has no measurement press; did you mean pres? It has: pres, pressure, vibration\n", _bench.Error);
        Assert.Empty(_bench.Output);
    }

    [Fact]
    public async Task A_store_without_anything_is_empty_and_no_mistake()
    {
        Assert.Equal(ExitCode.Success, await RunAsync());
        Assert.Equal("eventedge: the store is empty yet\n", _bench.Error);
    }

    [Fact]
    public async Task A_store_that_is_named_is_read_without_a_data_directory()
    {
        _bench.Points.Add(Point(FieldValue.Of(1.5), end: null));
        Assert.Equal(ExitCode.Success,
            await _bench.RunAsync("points", "press", "--data", "/no/such", "--store", "influx1", "--store-url", "http://10.0.0.7:8086"));
        Assert.Equal(("influx1", "http://10.0.0.7:8086"), (_bench.Read!.Name, _bench.Read.Settings["url"]));
    }

    [Fact]
    public async Task The_store_of_a_data_directory_is_the_one_its_node_wrote_to()
    {
        var store = new StoreOptions
        {
            Name = "influx2", Settings = new Dictionary<string,
            string>
            { ["url"] = "http://10.0.0.7:8086", ["bucket"] = "plant", ["token-file"] = "token" }
        };
        StoreNote.Write(_bench.Folder, store, BuiltInStores.Catalog);
        await RunAsync();
        Assert.Equal(
            ("influx2", "plant", Path.GetFullPath("token")),
            (_bench.Read!.Name, _bench.Read.Settings["bucket"], _bench.Read.Settings["token-file"]));
    }

    [Fact]
    public async Task Waiting_ends_with_the_first_point()
    {
        var run = RunAsync("--wait", "20s");
        await Eventually.IsTrue(
            () =>
            {
                _bench.Time.Advance(TimeSpan.FromMilliseconds(250));
                if (_bench.Points.Count == 0) _bench.Points.Add(Point(FieldValue.Of(1.5), end: null));
                return run.IsCompleted;
            },
            "the point is printed");
        Assert.Equal(ExitCode.Success, await run);
        Assert.Contains("value_mean=1.5", _bench.Output);
    }

    [Fact]
    public async Task Waiting_in_vain_ends_with_1()
    {
        var run = RunAsync("--wait", "2s");
        await Eventually.IsTrue(
            () =>
            {
                _bench.Time.Advance(TimeSpan.FromSeconds(1));
                return run.IsCompleted;
            },
            "the time is over");
        Assert.Equal(ExitCode.Failure, await run);
    }

    private static StoredPoint Point(FieldValue value, DateTimeOffset? end) =>
        new(Start, [new("device", "p1")], [new("value_mean", value)], 2, end, false, "n", "b");

    private Task<int> RunAsync(params string[] more) => _bench.RunAsync(["points", "press", "--data", _bench.Folder, .. more]);
}
