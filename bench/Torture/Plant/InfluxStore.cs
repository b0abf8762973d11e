using EventEdge.Tests.Support;
using EventEdge.Torture.Check;

namespace EventEdge.Torture.Plant;

/// <summary>InfluxDB 1.x.</summary>
internal sealed class InfluxStore(InfluxServer server) : IPlantStore
{
    private const string Window = "seq_count, seq_sum, seq_min, seq_max, resolution, partial::tag";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public string Name => "InfluxDB";

    public int Port => server.Port;

    public string Kind => "influx1";

    public bool Refuses => true;

    public bool IsDurable => true;

    /// <summary>A running server with an empty database.</summary>
    public static async Task<InfluxStore> StartNewAsync()
    {
        var store = new InfluxStore(await InfluxServer.StartNewAsync());
        await store.PostAsync("/query?q=CREATE%20DATABASE%20eventedge", string.Empty);
        return store;
    }

    public Task StartAsync() => server.StartAsync();

    public Task StopAsync() => server.StopAsync(StopLimit);

    public Task KillAsync() => server.KillAsync();

    public async Task<IReadOnlyList<StoredWindow>> WindowsAsync(Series series, DateTimeOffset origin) =>
        [.. (await server.QueryAsync(Select(series, Window))).Select(row => StoredWindow.From(row, origin))];

    public async Task<ILookup<string, double>> ValuesAsync(Series series, string field) =>
        (await server.QueryAsync(Select(series, field))).ToLookup(row => row[1].GetString()!, row => row[2].GetDouble());

    // The first value of a field decides its type, for the week it is in.
    public Task ProvokeRefusalAsync(DateTimeOffset origin) =>
        PostAsync("/write?db=eventedge&precision=s", $"refused,device=first seq=\"a text\" {origin.ToUnixTimeSeconds()}");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string Select(Series series, string fields) =>
        $"SELECT device, {fields} FROM {series.Measurement} WHERE \"node\" = '{series.Node}' AND device =~ /^{series.Devices}/";

    private async Task PostAsync(string target, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Uri };
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(target, content);
        answer.EnsureSuccessStatusCode();
    }
}
