using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

/// <summary>No request has a field in two types: what InfluxDB makes of one is not to be read any more after its next crash.</summary>
public sealed class FieldTypesTests
{
    [Fact]
    public async Task Good_points_beside_one_of_another_type_are_there_after_a_crash_of_InfluxDb()
    {
        await using var server = await InfluxServer.StartNewAsync();
        var options = new Influx1Options { Uri = server.Uri };
        var endpoint = new LineEndpoint(options, TimeProvider.System);
        await using var writer = new LineWriter(options, endpoint, TimeProvider.System, NullLogger.Instance);
        Assert.True((await writer.WriteAsync([Of(Some.Point(measurement: "other"))], TestContext.Current.CancellationToken)).Accepted);

        List<NodePoint> points = [.. Good(20), Of(Value(20, "a text")), .. Good(40)[21..], Of(Value(40, true))];
        var result = await writer.WriteAsync(points, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await server.StartAsync();

        Assert.Empty(result.Rejected);
        Assert.Equal(2, result.Trimmed.Sum(point => point.Fields));
        Assert.Equal(41, (await server.QueryAsync("SELECT n FROM hostile")).Count);
        Assert.Equal(39, (await server.QueryAsync("SELECT value FROM hostile")).Count);
    }

    [Fact]
    public void Lines_are_parted_by_the_types_of_their_fields_and_keep_their_order()
    {
        var points = new[] { Value(0, 1.5), Value(1, "x"), Value(2, 2.5), Value(3, true), Value(4, "y"), Some.Point(5) };

        Assert.Equal(["0 2 5", "1 4", "3"], Parts(points));
        Assert.Equal(["0 1"], Parts(points[0], points[2]));
    }

    [Fact]
    public void A_whole_number_of_a_field_that_holds_integers_is_another_type_than_a_fraction() =>
        Assert.Equal(["0", "1"], Parts((_, field) => field == "value", Value(0, 1), Value(1, 1.5)));

    [Fact]
    public void Fields_that_every_line_has_count_too()
    {
        var texts = Value(1, 1) with { Fields = [new("value", 1), new("revision", "C")] };
        var part = Value(2, 1) with { Partial = true };
        var own = Value(3, 1) with { Fields = [new("value", 1), new("partial", 0.5)] };

        Assert.Equal(["0 2", "1", "3"], Parts(Value(0, 1), texts, part, own));
    }

    [Fact]
    public void Many_fields_in_many_types_cost_a_bounded_number_of_requests_and_no_line()
    {
        var points = Enumerable.Range(0, 4_096).Select(i => Value(i, 1) with
        {
            Fields = [.. Enumerable.Range(0, 12).Select(bit => KeyValuePair.Create($"f{bit}", NumberOrText((i >> bit) % 2 == 0)))],
        }).ToArray();

        var parts = Parts(points);

        Assert.InRange(parts.Count, 2, 65);
        Assert.Equal(4_096, parts.Sum(part => part.Split(' ').Length));
    }

    private static FieldValue NumberOrText(bool isNumber) => isNumber ? FieldValue.Of(1) : FieldValue.Of("x");

    private static List<NodePoint> Good(int count) => [.. Enumerable.Range(0, count).Select(second => Of(Value(second, second + 0.25)))];

    private static Point Value(int second, FieldValue value) => Some.Point(measurement: "hostile") with
    {
        Fields = [new("n", second), new("value", value)],
        Time = Some.Start.AddSeconds(second),
        WindowEnd = null,
    };

    private static NodePoint Of(Point point) => new("edge-1", "b", point);

    private static List<string> Parts(params Point[] points) => Parts((_, _) => false, points);

    private static List<string> Parts(Func<string, string, bool> isInteger, params Point[] points)
    {
        var writes = points.Select(point => new LineWrite(Of(point))).ToArray();
        return [.. FieldTypes.Part(writes, isInteger).Select(part => string.Join(' ', part.Select(write => Array.IndexOf(writes, write))))];
    }
}
