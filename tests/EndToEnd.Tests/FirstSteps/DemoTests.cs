using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.FirstSteps;

/// <summary>Thirty seconds to a chart, with an honest report at the end.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly string[] Fields =
    [
        "events_received", "events_in_windows", "events_filtered", "events_late", "events_rejected", "events_duplicates",
        "events_in_flight", "ledger_unexplained",
        "measurements_produced", "points_stored", "ingress_bytes", "uplink_bytes", "outbox_max_depth", "ready_ms", "rss_peak_bytes",
    ];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_report_adds_up_though_the_link_was_cut()
    {
        var file = _scratch.File("report.json");
        var result = await Command.RunAsync(
            "demo", "--for", "20s", "--no-open", "--report", file, "--cut-link", "5s..12s", "--data", _scratch.File("data"),
            "--mqtt", $"127.0.0.1:{Scratch.FreePort()}", "--http", $"127.0.0.1:{Scratch.FreePort()}");
        Assert.True(result.ExitCode == 0, result.ToString());
        var report = JsonElement.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.All(Fields, name => Assert.True(report.TryGetProperty(name, out _), $"{name} is missing"));
        double Of(string name) => report.GetProperty(name).GetDouble();

        Assert.Equal(0, Of("ledger_unexplained"));
        Assert.True(Of("events_received") > 100, report.GetRawText());
        Assert.Equal(
            Of("events_received"),
            Of("events_in_windows") + Of("events_filtered") + Of("events_late") + Of("events_rejected") + Of("events_duplicates")
                + Of("events_in_flight"));
        Assert.Equal(Of("measurements_produced"), Of("points_stored"));
        Assert.True(Of("outbox_max_depth") > 0, "the cut link left no trace in the outbox");
        Assert.InRange(Of("uplink_bytes"), 1, Of("ingress_bytes"));
        Assert.InRange(Of("ready_ms"), 1, 30_000);
        Assert.True(Of("rss_peak_bytes") > 10_000_000, report.GetRawText());
    }

    [Fact]
    public async Task The_page_shows_charts_that_move_and_a_button_that_cuts_the_link()
    {
        Browser.SkipWhenMissing();
        await using var node = await Node.StartAsync(
            "demo", "--for", "120s", "--no-open", "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}");
        await using var browser = await Browser.OpenAsync(node.Address, _scratch.File("profile"));
        await Eventually.IsTrue(async () => await browser.CountAsync("canvas, svg") >= 3, "three charts");
        var before = await browser.ChartsAsync();
        await Eventually.IsTrue(async () => await browser.ChartsAsync() != before, "the charts to move");
        Assert.Contains("unexplained", await browser.TextAsync(), StringComparison.OrdinalIgnoreCase);
        await browser.ClickAsync("#cut");
        await node.StatusAsync(s => s.Uplink == "cut", "the button to cut the link");
        await Eventually.IsTrue(
            async () => (await browser.TextAsync()).Contains("Restore", StringComparison.OrdinalIgnoreCase),
            "the button to offer the way back");
        await browser.ClickAsync("#cut");
        await node.StatusAsync(s => s.Uplink == "up", "the button to restore the link");
    }
}
