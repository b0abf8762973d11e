using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests;

/// <summary>The tutorial's blocks, executed as written but for the ports and the folder.</summary>
public sealed partial class TutorialTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Places.Root, "docs", "tutorial", "first-binding.md"));

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_tutorial_shows_what_it_says()
    {
        var bindings = _scratch.File("machine.yaml");
        await File.WriteAllTextAsync(bindings, Block("yaml"), TestContext.Current.CancellationToken);
        var port = Scratch.FreePort();

        Assert.Equal(0, (await RunAsync("validate", "machine.yaml", bindings)).ExitCode);
        await using var node = await Node.UpAsync(bindings, _scratch.File("data"), port);
        var replay = await RunAsync("replay", "--topic", $"--mqtt 127.0.0.1:{port} --topic");
        Assert.True(replay.ExitCode == 0, replay.ToString());
        await node.StatusAsync(s => s.IsDrained && s.PointsStored > 0, "every hour to be stored");

        var points = await RunAsync("points", "/tmp/machine", _scratch.File("data"));
        var shown = JsonElement.Parse(Block("json").Trim());
        Assert.Contains(points.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonElement.DeepEquals(JsonElement.Parse(line), shown));
    }

    /// <summary>Runs the first command of the page with this verb, one word of it replaced.</summary>
    private static Task<CommandResult> RunAsync(string verb, string word, string replacement)
    {
        var line = Shell().Matches(Page).Select(m => m.Groups[1].Value.Trim()).First(l => l.StartsWith($"./eventedge {verb} ", StringComparison.Ordinal));
        var words = line.Replace(word, replacement, StringComparison.Ordinal).Replace("'", string.Empty, StringComparison.Ordinal).Split(' ').Skip(1);
        return Command.RunAsync(words.Select(w => w.EndsWith(".csv", StringComparison.Ordinal) ? Path.Combine(Places.Root, w) : w));
    }

    private static string Block(string language) => Regex.Match(Page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();
}
