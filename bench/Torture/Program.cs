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
for (var run = 0; run < options.Runs && TimeProvider.System.GetElapsedTime(began).TotalMinutes < options.Minutes; run++)
{
    var seed = options.Seed + run;
    Console.Error.WriteLine($"run {run + 1} of {options.Runs}, seed {seed}");
    var result = await new TortureRun(options, seed, Console.Error.WriteLine).RunAsync(interrupted.Token);
    results.Add(result);
    Console.WriteLine(result.ToLine());
    report?.Add(result with { Versions = await Versions.ReadAsync() });
}

var clean = results.Count > 0 && results.TrueForAll(result => result.Clean);
var found = results.Exists(result => result.Lost > 0);
return (options.Control == Control.None ? clean : found) ? 0 : 1;
