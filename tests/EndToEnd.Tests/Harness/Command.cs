using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>The <c>eventedge</c> command, run as a user runs it.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Starts it and leaves it running.</summary>
    public static ProcessHost Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables of its own.</summary>
    public static ProcessHost Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        ProcessHost.Start("dotnet", [Places.Program, .. arguments], new Dictionary<string, string>(environment) { ["NO_COLOR"] = "1" });

    /// <summary>Runs it to its end.</summary>
    public static Task<CommandResult> RunAsync(params IEnumerable<string> arguments) =>
        RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        await using var process = Start(environment, arguments);
        var exitCode = await process.WaitForExitAsync(Limit);
        return new CommandResult(exitCode, process.Output, process.Errors);
    }

    /// <summary>Replays recorded series and insists that every row was acknowledged.</summary>
    public static async Task ReplayAsync(int mqttPort, IEnumerable<string> files, params IEnumerable<string> more)
    {
        var result = await RunAsync(
            ["replay", .. files, "--topic", "nab/{file}", "--mqtt", $"127.0.0.1:{mqttPort}", "--qos", "1", "--speed", "max", .. more]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}

/// <summary>How a command ended and what it said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Lines on standard error but for the log's own account of what went well before.</summary>
    public IReadOnlyList<string> ErrorLines =>
        [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(" INF ", StringComparison.Ordinal))];

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}
