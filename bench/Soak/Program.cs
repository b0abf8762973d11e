using EventEdge.Soak;
using EventEdge.Soak.Load;

try
{
    var options = SoakOptions.Parse(args.Skip(1));
    switch (args.FirstOrDefault())
    {
        case "run":
            await using (var run = new SoakRun(options)) await run.RunAsync();
            return 0;
        case "load":
            await LoadRun.RunAsync(options);
            return 0;
        default:
            throw new FormatException("run or load?");
    }
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n{SoakOptions.Usage}");
    return 2;
}
