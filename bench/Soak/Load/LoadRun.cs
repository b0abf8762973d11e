namespace EventEdge.Soak.Load;

/// <summary>Everything around the node, in a process of its own so that its memory is not counted.</summary>
internal static class LoadRun
{
    private const int Sensors = 8;
    private const int Listeners = 6;

    /// <summary>Loads the node for as long as asked for; says at the end what was done.</summary>
    public static async Task RunAsync(SoakOptions options)
    {
        using var over = new CancellationTokenSource(options.Duration);
        var sensors = Enumerable.Range(0, Sensors).Select(index => new Sensor(options, index, options.Rate / Sensors)).ToList();
        var listeners = Enumerable.Range(0, Listeners).Select(index => new Listener(options, index)).ToList();
        await Task.WhenAll([
            .. sensors.Select(one => Task.Run(() => one.RunAsync(over.Token))),
            .. listeners.Select(one => Task.Run(() => one.RunAsync(over.Token)))]);
        Console.Error.WriteLine(
            $"sent {sensors.Sum(one => one.Sent)}, sensors cut off {sensors.Sum(one => one.Lost)}, "
                + $"visits {listeners.Sum(one => one.Visits)}, heard {listeners.Sum(one => one.Received)}");
    }
}
