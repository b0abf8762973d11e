using EventEdge.Tests.Support;

namespace EventEdge.Torture.Check;

/// <summary>What a run was made with.</summary>
internal static class Versions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<string> ReadAsync()
    {
        var version = await FirstLineAsync("git", "-C", Repository.File("."), "describe", "--always", "--dirty");
        var packages = await FirstLineAsync(
            "dpkg-query", "-W", "-f=${Package} ${Version}, ", "rabbitmq-server", "influxdb", "victoria-metrics");
        return $"EventEdge {version}, .NET {Environment.Version}, {packages} Linux {Environment.OSVersion.Version}, "
            + $"{Environment.ProcessorCount} cores shared with other work.";
    }

    private static async Task<string> FirstLineAsync(string program, params string[] arguments)
    {
        await using var process = ProcessHost.Start(program, arguments);
        await process.WaitForExitAsync(Limit);
        return process.Output.Split('\n')[0].Trim();
    }
}
