using System.Globalization;
using EventEdge.Ingest;

// eventedge-ingest [frames] [rounds]: the cost of a point in the cloud, from a frame's bytes to the embedded store, a line for each round.
// eventedge-ingest --influx2 [batches] [rounds]: the cost of a point on its way into InfluxDB 2, ours and the client's in turn.
var isSink = args is ["--sink", ..];
var isWrite = args is ["--influx2", ..];
var numbers = args.Where(argument => !argument.StartsWith('-')).Select(argument => int.Parse(argument, CultureInfo.InvariantCulture))
    .ToList();
var rounds = numbers.Count > 1 ? numbers[1] : 5;
if (isSink) await StoreWriteRun.SinkAsync();
else if (isWrite) await CompareAsync(numbers.Count > 0 ? numbers[0] : 40, rounds);
else await IngestAsync(numbers.Count > 0 ? numbers[0] : 400, rounds);

static async Task IngestAsync(int frames, int rounds)
{
    await using var run = await IngestRun.StartAsync(frames * (rounds + 1));
    await run.RoundAsync(frames);
    for (var round = 0; round < rounds; round++)
    {
        var cost = await run.RoundAsync(frames);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cost.ProcessorMicroseconds:0.00} µs of processor time, {cost.Bytes:0} bytes, {cost.Microseconds:0.00} µs a point"));
    }
}

static async Task CompareAsync(int batches, int rounds)
{
    await using var run = await StoreWriteRun.StartAsync(batches);
    await run.OursAsync();
    await run.TheirsAsync();
    for (var round = 0; round < rounds; round++)
    {
        var (ours, theirs) = (await run.OursAsync(), await run.TheirsAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line protocol of ours {ours:0.00} µs, "
            + $"InfluxDB.Client {theirs:0.00} µs of processor time a point: {theirs / ours:0.00} times"));
    }
}
