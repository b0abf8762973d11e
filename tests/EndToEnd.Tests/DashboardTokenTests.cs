using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests;

/// <summary>The dashboard of a node that asks for a token, in a real browser.</summary>
public sealed class DashboardTokenTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_page_asks_for_the_token_and_then_shows_the_node_and_cuts_the_link()
    {
        Browser.SkipWhenMissing();
        await File.WriteAllTextAsync(_scratch.File("token"), Token, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _scratch.File("bindings.yaml"),
            "bindings:\n  - name: press\n    trigger: { mqtt: \"plant/+/t\" }\n    function: { builtin: pass }\n    emit: "
                + "{ measurement: press }\n",
            TestContext.Current.CancellationToken);
        await using var node = await Node.StartAsync(
            "up", "--bindings", _scratch.File("bindings.yaml"), "--data", _scratch.File("data"), "--mqtt",
            $"127.0.0.1:{Scratch.FreePort()}",
            "--http-token-file", _scratch.File("token"), "--node", "guarded-node");
        await using var page = await Browser.OpenAsync(node.Address, _scratch.File("profile"));
        await ShowsAsync(page, "This node asks for its token");
        await page.SubmitAsync("#token", "wrong-token-wrong-token");
        await ShowsAsync(page, "That is not its token.");
        Assert.DoesNotContain("guarded-node", await page.TextAsync());
        await page.SubmitAsync("#token", Token);
        await ShowsAsync(page, "guarded-node");
        await page.ClickAsync("#cut");
        await ShowsAsync(page, "Restore the link");
    }

    private static Task ShowsAsync(Browser page, string text) =>
        Probe.UntilAsync(
            async () => (await page.TextAsync()).Contains(text, StringComparison.Ordinal) ? text : null, $"the page to show '{text}'");
}
