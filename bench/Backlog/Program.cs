using System.Text.Json;
using EventEdge.Backlog;

try
{
    await using var run = new BacklogRun(BacklogOptions.Parse(args));
    Console.WriteLine(JsonSerializer.Serialize(
        await run.RunAsync(), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }));
    return 0;
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n{BacklogOptions.Usage}");
    return 2;
}
