using EventEdge.Tests.Support;
using EventEdge.Torture.Check;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Plant;

/// <summary>Another edge of the plant, with the same bindings, a data directory and sensors of its own, on the same uplink.</summary>
internal sealed class OtherEdge : IAsyncDisposable
{
    private const int SensorCount = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TorturePlant _plant;
    private readonly char _devices;
    private readonly List<Sensor> _sensors = [];

    /// <param name="plant">Where.</param>
    /// <param name="node">Its name.</param>
    /// <param name="directory">Its data.</param>
    /// <param name="devices">The first dead letter of its devices' names, which may be those of others.</param>
    public OtherEdge(TorturePlant plant, string node, string directory, char devices)
    {
        var mqtt = ServerProcess.FreePort();
        (_plant, Node, _devices, Data) = (plant, node, devices, directory);
        Process = plant.NewEdge(node, directory, mqtt, new Dictionary<string, string>());
        for (var i = 0; i < SensorCount; i++)
        {
            var device = $"{devices}{i:000}";
            _sensors.Add(new Sensor(device, mqtt, plant.Sensors, Script.Readings("torture", device, plant.Sensors)));
        }
    }

    /// <summary>Its name.</summary>
    public string Node { get; }

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    public NodeProcess Process { get; }

    /// <summary>Sends for a while, and until everything is acknowledged.</summary>
    public async Task SendAsync(TimeSpan time, CancellationToken stop)
    {
        using var enough = new CancellationTokenSource(time);
        await Task.WhenAll(_sensors.Select(sensor => sensor.RunAsync(enough.Token, stop)));
    }

    /// <summary>Waits until its last windows, which silence ends, are stored, too.</summary>
    public async Task<bool> DrainsAsync(TimeSpan limit, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < limit)
        {
            if (await Process.StatusAsync() is { } status && LedgerCheck.IsDrained(status) && await DepartureAsync() is null) return true;
            await Task.Delay(Pause, TimeProvider.System, stop);
        }

        return false;
    }

    /// <summary>What is wrong with its windows; null when nothing is.</summary>
    public async Task<string?> DepartureAsync()
    {
        var acknowledged = _sensors.ToDictionary(sensor => sensor.Device, sensor => sensor.Acknowledged);
        var rows = await _plant.Store.WindowsAsync(new Series("torture", Node, _devices), _plant.Origin);
        var check = WindowCheck.Of(acknowledged, _plant.Sensors.PerWindow, rows);
        return check.IsClean ? null : $"node {Node}: {check.Examples.FirstOrDefault() ?? $"{check.DuplicatePoints} points twice"}";
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
