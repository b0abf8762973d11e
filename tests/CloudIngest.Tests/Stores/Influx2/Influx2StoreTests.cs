using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx2;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Influx2;

/// <summary>What only InfluxDB 2 has: its refusals with numbers of lines, its query language, its tokens.</summary>
public sealed class Influx2StoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Influx2Double _server = new Influx2Double().WithBucket();

    public Influx2StoreTests() => File.WriteAllText(_directory.File("token"), "operator");

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_field_of_another_type_costs_its_point_that_field_and_nobody_else_anything()
    {
        await using var writer = StoreOf.Writer(Options(), _directory.Path);
        await WriteAsync(writer, Some.Point(0).With("state", "on"));

        var result = await WriteAsync(
            writer, [.. Enumerable.Range(1, 40).Select(window => Some.Point(window).With("state", window == 7 ? 1.0 : "off"))]);

        Assert.Empty(result.Rejected);
        Assert.Equal(1, Assert.Single(result.Trimmed).Fields);
        Assert.Equal(41, _server.Data.Values.Count(value => value.Field == "mean"));
        Assert.Equal(40, _server.Data.Values.Count(value => value.Field == "state"));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_waited_for_in_the_server_s_words()
    {
        var options = Options("nowhere");
        await using var writer = StoreOf.Writer(options, _directory.Path);

        var result = await writer.WriteAsync([new("edge-1", "b", Some.Point())], TestContext.Current.CancellationToken);

        Assert.False(result.Accepted);
        Assert.Contains("""bucket \"nowhere\" not found""", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_and_texts_are_read_as_what_they_are()
    {
        _server.Data.Write("raw,device=a counter=9007199254740993i,note=\"a, \\\"b\\\"\",on=true 1", "s");
        using var source = StoreOf.Reader(Options(), _directory.Path);

        var point = Assert.Single(source.Read(new("raw")));

        Assert.Equal(
            "counter=9007199254740993 note=a, \"b\" on=true", string.Join(' ', point.Fields.Select(field => $"{field.Key}={field.Value}")));
        await Task.CompletedTask;
    }

    [Fact]
    public void A_name_of_any_text_ends_no_query()
    {
        using var source = StoreOf.Reader(Options(), _directory.Path);
        const string hostile = "a\") |> drop() //${r} \\";

        Assert.Empty(source.Read(new(hostile) { Tags = [new(hostile, hostile)] }));

        Assert.Contains("""_measurement == "a\") |> drop() //\${r} """, Assert.Single(_server.Data.Queries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", "eventedge", "refuses the token: look at --store-token-file, --store-org and --store-bucket")]
    [InlineData("operator", "nowhere", "could not find bucket")]
    public void What_cannot_be_read_is_said_in_one_sentence(string token, string bucket, string sentence)
    {
        File.WriteAllText(_directory.File("token"), token);
        using var source = StoreOf.Reader(Options(bucket), _directory.Path);

        var failure = Assert.Throws<StoreReadException>(source.Measurements);

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_token_file_that_is_not_there_is_named()
    {
        File.Delete(_directory.File("token"));
        using var source = StoreOf.Reader(Options(), _directory.Path);
        Assert.Contains(
            "token cannot be read from", Assert.Throws<StoreReadException>(source.Measurements).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_of_time_are_the_server_s_own_where_none_are_given()
    {
        var query = FluxText.Values("b", new("m") { Until = new DateTimeOffset(2026, 1, 1, 0, 0, 0, 1, TimeSpan.Zero), Limit = 3 });

        Assert.Equal(
            """
            from(bucket: "b")
              |> range(start: 1677-09-21T00:12:44Z, stop: 2026-01-01T00:00:00.0010000Z)
              |> filter(fn: (r) => r._measurement == "m")
              |> limit(n: 3)
            """,
            query);
    }

    private StoreOptions Options(string bucket = "eventedge") => new()
    {
        Name = "influx2",
        Settings = new Dictionary<string,
        string>
        { ["url"] = _server.Uri.ToString(), ["bucket"] = bucket, ["token-file"] = _directory.File("token") },
    };

    private static async Task<WriteResult> WriteAsync(ITimeSeriesWriter writer, params Point[] points)
    {
        var result = await writer.WriteAsync(
            [.. points.Select(point => new NodePoint("edge-1", "b", point))], TestContext.Current.CancellationToken);
        Assert.True(result.Accepted, result.Error);
        return result;
    }
}
