using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests.Explanation;

/// <summary>The page on why nothing arrives, run as it is written: its commands succeed, and what it shows is what is printed.</summary>
public sealed partial class TroubleshootingTests
{
    [Fact]
    public async Task The_page_shows_what_it_says()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Places.Root, "docs/how-to/troubleshooting.md"), TestContext.Current.CancellationToken);
        var shown = Console().Matches(page).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        await using var run = await SampleRun.OfPageAsync(page, .., "oven.yaml", Yaml().Match(page).Groups[1].Value);

        var explained = run["explain"];
        Assert.Contains("celsius > 0 is true", explained[1], StringComparison.Ordinal);
        Assert.Contains("! filter", explained[0], StringComparison.Ordinal);
        Assert.Contains("hall/1/temperature", explained[2], StringComparison.Ordinal);
        Assert.Contains("there are points: the newest of oven", run["why"].Single(), StringComparison.Ordinal);
        var told = shown.Single(block => block.Key.Contains("explain", StringComparison.Ordinal)).Value.Split('\n');
        Assert.All(told.Where(line => line.Length > 0), line => Assert.Contains(line, explained[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_gets_nothing_says_why()
    {
        using var scratch = new Scratch();
        var (bindings, port) = (scratch.File("oven.yaml"), Scratch.FreePort());
        await File.WriteAllTextAsync(bindings,
            """
            bindings:
              - name: oven
                trigger: { mqtt: "hall/{oven}/temperature" }
                function: { builtin: pass }
                emit: { measurement: oven }
            """,
            TestContext.Current.CancellationToken);
        await using var node = await Harness.Node.UpAsync(bindings, scratch.File("data"), port);
        await Command.RunAsync("publish", "Hall/1/temperature", "{}", "--qos", "1", "--mqtt", $"127.0.0.1:{port}");
        await node.StatusAsync(status => status.MessagesReceived > 0, "the message to be taken");

        var why = await Command.RunAsync("why", "oven", "--data", scratch.File("data"), "--output", "json");

        Assert.Equal(1, why.ExitCode);
        Assert.Contains("\"code\":\"other_topics\"", why.Output, StringComparison.Ordinal);
        Assert.Contains("case counts", why.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("```console\n\\$ ([^\n]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Console();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
