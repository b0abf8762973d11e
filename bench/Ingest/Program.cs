using System.Globalization;
using EventEdge.Ingest;

// eventedge-ingest [frames] [rounds]: the cost of a point in the cloud, from a frame's bytes to the embedded store, a line for each round.
var frames = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 400;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
await using var run = await IngestRun.StartAsync(frames * (rounds + 1));
await run.RoundAsync(frames);
for (var round = 0; round < rounds; round++)
{
    var cost = await run.RoundAsync(frames);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.ProcessorMicroseconds:0.00} µs of processor time, {cost.Bytes:0} bytes, {cost.Microseconds:0.00} µs a point"));
}
