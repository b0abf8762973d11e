using EventEdge.Torture;
using EventEdge.Torture.Check;

TortureOptions options;
try
{
    options = TortureOptions.Parse(args);
}
catch (FormatException mistake)
{
    Console.Error.WriteLine($"{mistake.Message}\n\n{TortureOptions.Usage}");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

var began = TimeProvider.System.GetTimestamp();
var report = options.Report is { } file ? new TortureReport(file, options.Append) : null;
var results = new List<RunResult>();
var broken = 0;
var versions = await Versions.ReadAsync();
var together = new ParallelOptions { MaxDegreeOfParallelism = options.Together, CancellationToken = interrupted.Token };
var all = Parallel.ForEachAsync(Enumerable.Range(options.Seed, options.Runs), together, async (seed, abort) =>
{
    if (TimeProvider.System.GetElapsedTime(began).TotalMinutes >= options.Minutes) return;
    Console.Error.WriteLine($"seed {seed}, {seed - options.Seed + 1} of {options.Runs}");
    var result = await TryRunAsync(seed, abort);
    if (result is null) return;
    lock (results)
    {
        results.Add(result);
        Console.WriteLine(result.ToLine());
        report?.Add(result with { Versions = versions });
    }
});
await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
if (all.IsFaulted) await all;

var clean = results.Count > 0 && broken == 0 && !interrupted.IsCancellationRequested && results.TrueForAll(result => result.Clean);
var found = results.Exists(result => result.Lost > 0);
return (options.Control == Control.None ? clean : found) ? 0 : 1;

// A plant that could not be run is no reason to lose what the others have shown.
async Task<RunResult?> TryRunAsync(int seed, CancellationToken abort)
{
    try
    {
        return await new TortureRun(options, seed, Console.Error.WriteLine).RunAsync(abort);
    }
    catch (Exception failure) when (!abort.IsCancellationRequested)
    {
        Console.Error.WriteLine($"seed {seed} could not be run: {failure}");
        Interlocked.Increment(ref broken);
        return null;
    }
}
