using EventEdge.Tests.Support;
using EventEdge.Torture.Check;

namespace EventEdge.Torture.Plant;

/// <summary>InfluxDB 1.x.</summary>
internal sealed class InfluxStore(InfluxServer server) : IPlantStore
{
    private const string Query = "SELECT device, seq_count, seq_sum, seq_min, seq_max, resolution FROM torture";
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

    public async Task<IReadOnlyList<StoredWindow>> WindowsAsync(DateTimeOffset origin) =>
        [.. (await server.QueryAsync(Query)).Select(row => StoredWindow.From(row, origin))];

    // The first value of a field decides its type, for the week it is in.
    public Task ProvokeRefusalAsync(DateTimeOffset origin) =>
        PostAsync("/write?db=eventedge&precision=s", $"refused,device=first seq=\"a text\" {origin.ToUnixTimeSeconds()}");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task PostAsync(string target, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Uri };
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(target, content);
        answer.EnsureSuccessStatusCode();
    }
}
