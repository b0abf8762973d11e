using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests.FirstSteps;

/// <summary>
/// The blocks of the first pages that somebody reads, executed as written but for the ports and the folder of the data directories.
/// </summary>
public sealed class TutorialTests
{
    [Fact]
    public async Task The_tutorial_shows_what_it_says()
    {
        var page = await ReadAsync("docs/tutorial/first-binding.md");
        var shown = JsonElement.Parse(Block(page, "json").Trim());

        await using var run = await SampleRun.OfPageAsync(page, .., "machine.yaml", Block(page, "yaml"));

        // In order and in disorder alike.
        Assert.Equal(2, run["points"].Count);
        Assert.All(run["points"], points => Assert.Contains(
            points.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonElement.DeepEquals(JsonElement.Parse(line), shown)));
        Assert.StartsWith("the uplink is cut by hand", run["cut"].Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("cut by hand", run["restore"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_point_of_the_README_arrives_within_seconds()
    {
        var page = await ReadAsync("README.md");

        // The demo, which has a test of its own, is the first block.
        await using var run = await SampleRun.OfPageAsync(page, 1.., "bindings.yaml", Block(page, "yaml"));

        Assert.Contains("no problem", run["validate"].Single(), StringComparison.Ordinal);
        var point = Assert.Single(run["points"].Single().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("2026-01-02T03:04:00Z  ", point, StringComparison.Ordinal);
        Assert.Contains("temperature_mean=61.5", point, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string page) =>
        File.ReadAllTextAsync(Path.Combine(Places.Root, page), TestContext.Current.CancellationToken);

    private static string Block(string page, string language) =>
        Regex.Match(page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
