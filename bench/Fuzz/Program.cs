using System.Text.Json;
using EventEdge.Fuzz;
using EventEdge.Fuzz.Decoders;
using EventEdge.Fuzz.Frames;

var (minutes, seed) = (1.0, 1);
var frames = args is ["--frames", ..];
var decoders = args is ["--decoders", ..];
if (frames || decoders) args = args[1..];
for (var at = 0; at + 1 < args.Length; at += 2)
{
    if (args[at] == "--minutes") minutes = double.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture);
    else if (args[at] == "--seed") seed = int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture);
    else return Usage();
}

if (args.Length % 2 != 0) return Usage();

using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
for (; !over.IsCancellationRequested; seed++)
{
    if (decoders)
    {
        if (!Told(new DecoderFuzz(seed, DecoderSubject.All(".")).Run(1_000_000, over.Token))) return 1;
        continue;
    }

    if (frames)
    {
        if (!Read(new FrameFuzz(seed).Run(1_000_000, over.Token))) return 1;
        continue;
    }

    var result = await new FuzzRun(seed).RunAsync(1_000_000, over.Token);
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        suite = "fuzz",
        seed = result.Seed,
        packets = result.Packets,
        sessions = result.Sessions,
        taken = result.Taken,
        sensor_acknowledged = result.SensorAcknowledged,
        sensor_p50_ms = Math.Round(result.SensorMedianMs, 3),
        sensor_p99_ms = Math.Round(result.SensorP99Ms, 3),
        rss_mib = Environment.WorkingSet >> 20,
        violation = result.Violation,
    }));
    if (result.Violation is not null) return 1;
}

return 0;

static bool Read(FrameFuzzResult result)
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        suite = "fuzz-frames",
        seed = result.Seed,
        read = result.Read,
        refused = result.Refused,
        worst_bytes = result.WorstBytes,
        slowest_ms = Math.Round(result.Slowest.TotalMilliseconds, 3),
        rss_mib = Environment.WorkingSet >> 20,
        violation = result.Violation,
    }));
    return result.Violation is null;
}

static bool Told(DecoderFuzzResult result)
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        suite = "fuzz-decoders",
        seed = result.Seed,
        subjects = result.Subjects,
        payloads = result.Payloads,
        read = result.Read,
        events = result.Events,
        worst_bytes = result.WorstBytes,
        rss_mib = Environment.WorkingSet >> 20,
        violation = result.Violation,
    }));
    return result.Violation is null;
}

static int Usage()
{
    Console.Error.WriteLine("usage: bench/fuzz.sh [--frames | --decoders] [--minutes N] [--seed S]");
    return 2;
}
