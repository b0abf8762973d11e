using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Containers;

/// <summary>The README of the sample, run as it is written but for the ports and the folder of the data.</summary>
public sealed class ContainerSampleTests(DockerServer docker) : IDisposable
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(2);
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_README_shows_a_function_in_a_container()
    {
        await docker.UseAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(Places.Root, "samples", "container-c", "README.md"), TestContext.Current.CancellationToken);
        var lines = Regex.Match(page, "```sh\n(.*?)```", RegexOptions.Singleline).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["samples/container-c/build.sh", "./eventedge validate", "./eventedge up", "./eventedge publish", "./eventedge points"], lines.Select(Verb));

        await using (var build = ProcessHost.Start(Path.Combine(Places.Root, lines[0]), [])) Assert.True(await build.WaitForExitAsync(BuildLimit) == 0, build.Errors);
        await MustAsync(lines[1]);
        var port = Scratch.FreePort();
        await using var node = await Node.UpAsync(Words(lines[2])[^1], _scratch.File("data"), port);
        await MustAsync(lines[3], "--mqtt", $"127.0.0.1:{port}");
        await node.StatusAsync(s => s.PointsStored == 1, "the alert");
        var points = await MustAsync(lines[4], "--data", _scratch.File("data"), "--output", "json");
        Assert.Equal(2.5, JsonElement.Parse(points.Trim()).GetProperty("fields").GetProperty("excess").GetDouble());
    }

    private static async Task<string> MustAsync(string line, params string[] more)
    {
        var result = await Command.RunAsync([.. Words(line), .. more]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    private static string Verb(string line) => string.Join(' ', line.Split(' ').Take(line.StartsWith("./", StringComparison.Ordinal) ? 2 : 1));

    // The words behind the command; quotes keep blanks, and files are looked for from the root.
    private static List<string> Words(string line) =>
        [.. Regex.Matches(line, "'([^']*)'|(\\S+)").Skip(1).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)
            .Select(word => word.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Places.Root, word) : word)];
}
