using System.Text.Json;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Stores.Influx2;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

public sealed class SqliteContractTests : StoreContractTests
{
    internal override StoreOptions Options() => new();

    internal override Task<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>> ReadAsync(string measurement)
    {
        using var reader = new PointReader(DataDirectory);
        return Task.FromResult<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>>(reader.Read(measurement).ToDictionary(
            point => new StoredKey(point.Time, Tag(point, NodeTag.Name), Tag(point, "zone")),
            point => (IReadOnlyDictionary<string, double>)point.Fields.ToDictionary(field => field.Key, field => field.Value.AsNumber)));
    }

    private static string Tag(StoredPoint point, string name) => point.Tags.FirstOrDefault(tag => tag.Key == name).Value ?? string.Empty;
}

public sealed class InfluxContractTests(InfluxContractTests.Server server) : StoreContractTests, IClassFixture<InfluxContractTests.Server>
{
    internal override StoreOptions Options() => StoreOf.Influx1(server.Influx.Uri);

    internal override async Task<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>> ReadAsync(string measurement)
    {
        var stored = new Dictionary<StoredKey, IReadOnlyDictionary<string, double>>();
        var fields = (await server.Influx.QueryAsync($"SHOW FIELD KEYS FROM {measurement}")).Select(row => row[0].GetString()!).ToList();
        foreach (var row in await server.Influx.QueryAsync(
            $"SELECT \"node\", \"zone\", {string.Join(", ", fields.Select(f => $"\"{f}\""))} FROM {measurement}"))
        {
            var time = DateTimeOffset.UnixEpoch.AddTicks(row[0].GetInt64() / 100);
            var values = fields.Select((name, i) => (name, Value: row[3 + i]))
                .Where(field => field.Value.ValueKind == JsonValueKind.Number);
            stored.Add(new(time, row[1].GetString()!, row[2].GetString() ?? string.Empty),
                values.ToDictionary(field => field.name, field => field.Value.GetDouble()));
        }

        return stored;
    }

    public sealed class Server : IAsyncLifetime
    {
        public InfluxServer Influx { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Influx = await InfluxServer.StartNewAsync();

        public ValueTask DisposeAsync() => Influx?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

public sealed class VictoriaMetricsContractTests(VictoriaMetricsContractTests.Server server) : StoreContractTests,
IClassFixture<VictoriaMetricsContractTests.Server>
{
    // Of several values of one instant it keeps one by its own rule, and it cannot delete a single one; docs/reference/stores.md says so.
    protected override bool Replaces => false;

    internal override StoreOptions Options() => StoreOf.Victoria(server.Metrics.Uri);

    internal override async Task<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>> ReadAsync(string measurement)
    {
        var stored = new Dictionary<StoredKey, Dictionary<string, double>>();
        foreach (var line in (await server.Metrics.ExportAsync($"{{__name__=~\"{measurement}_.*\"}}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(line);
            var labels = series.RootElement.GetProperty("metric");
            var times = series.RootElement.GetProperty("timestamps").EnumerateArray()
                .Select(t => DateTimeOffset.FromUnixTimeMilliseconds(t.GetInt64()));
            foreach (var (time, value) in times.Zip(series.RootElement.GetProperty("values").EnumerateArray()))
            {
                var key = new StoredKey(
                    time, labels.GetProperty("node").GetString()!,
                    labels.TryGetProperty("zone", out var zone) ? zone.GetString()! : string.Empty);
                if (!stored.TryGetValue(key, out var fields)) stored.Add(key, fields = []);
                fields[labels.GetProperty("__name__").GetString()![(measurement.Length + 1)..]] = value.GetDouble();
            }
        }

        return stored.ToDictionary(point => point.Key, point => (IReadOnlyDictionary<string, double>)point.Value);
    }

    public sealed class Server : IAsyncLifetime
    {
        public VictoriaMetricsServer Metrics { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Metrics = await VictoriaMetricsServer.StartNewAsync();

        public ValueTask DisposeAsync() => Metrics?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

/// <summary>Against a double, as Debian has no InfluxDB 2: its answers are those that the public description of the server shows.</summary>
public sealed class Influx2ContractTests : StoreContractTests, IDisposable
{
    private readonly Influx2Double _server = new Influx2Double().WithBucket();

    public void Dispose() => _server.Dispose();

    internal override StoreOptions Options()
    {
        var token = Path.Combine(DataDirectory, "token");
        File.WriteAllText(token, _server.Token);
        return StoreOf.Influx2(_server.Uri, token);
    }

    internal override Task<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>> ReadAsync(string measurement)
    {
        var points = _server.Data.Values.Where(value => value.Measurement == measurement && value.Value.IsNumber)
            .GroupBy(value => new StoredKey(
                DateTimeOffset.UnixEpoch.AddTicks(value.Time / 100), Tag(value.Tags, "node"), Tag(value.Tags, "zone")));
        return Task.FromResult<IReadOnlyDictionary<StoredKey, IReadOnlyDictionary<string, double>>>(points.ToDictionary(
            point => point.Key, point =>
                (IReadOnlyDictionary<string, double>)point.ToDictionary(value => value.Field, value => value.Value.AsNumber)));
    }

    private static string Tag(IReadOnlyList<(string Name, string Value)> tags, string name) =>
        tags.FirstOrDefault(tag => tag.Name == name).Value ?? string.Empty;
}
