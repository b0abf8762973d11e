using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.CloudIngest.Stores;
using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Demo;

/// <summary><c>eventedge demo</c>: a plant, a node, a cloud and a page to watch them, in one process.</summary>
internal sealed class DemoCommand : RunnableCommand
{
    private static readonly TimeSpan LongestCut = TimeSpan.FromDays(30);

    private readonly NodeFactories _factories;
    private readonly Option<string?> _for;
    private readonly Option<bool> _noOpen;
    private readonly Option<string?> _report;
    private readonly Option<string?> _cutLink;
    private readonly Option<int?> _seed;

    public DemoCommand(Shell shell, NodeFactories factories)
        : base(
            shell,
            "demo",
            "Show everything at once: a simulated plant of three presses, the edge, the cloud and a live page with a button that "
                + "cuts the link.",
            KnownSettings.Bindings, KnownSettings.Data, KnownSettings.Mqtt, KnownSettings.Http, KnownSettings.Node)
    {
        _factories = factories;
        _for = Flag<string?>("--for", "DURATION", "Stop by itself after this, such as 20s. Default: run until Ctrl+C");
        _noOpen = Switch("--no-open", "Do not open the page in a browser");
        _report = Flag<string?>("--report", "FILE", "Write what happened as one JSON object; needs --for. Default: none");
        _cutLink = Flag<string?>(
            "--cut-link", "FROM..TO", "Cut the link and restore it at these times, such as 5s..12s. Default: only the button does");
        _seed = Flag<int?>("--seed", "N", "Seed of the simulated plant. Default: 1");
    }

    /// <inheritdoc />
    public override bool RunsNode => true;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var duration = parsed.GetValue(_for) is { } text ? Check.End("--for", text) : (TimeSpan?)null;
        var schedule = Schedule(parsed.GetValue(_cutLink));
        if (schedule?.Restore > LongestCut) throw CommandFailure.BadInput($"--cut-link: its times are {LongestCut.Days}d at most");
        if (parsed.GetValue(_report) is not null && duration is null)
            throw CommandFailure.BadInput("--report needs --for: a demo without an end has no report");
        if (schedule is not null && duration <= schedule.Cut)
            throw CommandFailure.BadInput("--cut-link: the demo ends (--for) before the link is cut");
        using var files = new DemoFiles(settings.Text(KnownSettings.Data));
        await using var node = await _factories.StartEdge(NodeOptions(settings, files), new StoreOptions(), cancellation);
        var ready = ProcessFigures.Age(Shell.Time);
        await using var sender = await _factories.OpenMqtt(new(node.Mqtt!), cancellation);
        Announce(node, ready);
        if (!parsed.GetValue(_noOpen)) Browser.TryOpen(node.Http, Shell.Environment);
        var run = new DemoRun(node.View!, sender, Shell.Time) { Seed = parsed.GetValue(_seed) ?? 1, Link = schedule, Ready = ready };
        var report = await run.RunAsync(duration, cancellation);
        Summarize(report);
        if (parsed.GetValue(_report) is { } path) await WriteAsync(path, report, cancellation);
        return report.LedgerUnexplained == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static EdgeNodeOptions NodeOptions(ResolvedSettings settings, DemoFiles files) => new()
    {
        Bindings = settings.Text(KnownSettings.Bindings) ?? files.WriteBindings(),
        Data = files.Data,
        Mqtt = settings.Address(KnownSettings.Mqtt, $"127.0.0.1:{FreePort.Prefer(1883)}"),
        Http = settings.Address(KnownSettings.Http, $"127.0.0.1:{FreePort.Prefer(8080)}"),
        Node = settings.Text(KnownSettings.Node) is null ? "demo" : NodeName.From(settings),
        Quiet = true,
    };

    private static LinkSchedule? Schedule(string? text)
    {
        if (text is null) return null;
        return LinkSchedule.TryParse(text, out var schedule)
            ? schedule
            : throw CommandFailure.BadInput($"--cut-link: '{text}' is not FROM..TO, such as 5s..12s, with the second time later");
    }

    private void Announce(IRunningNode node, TimeSpan ready)
    {
        Shell.Output.WriteLine($"{Shell.Bold("EventEdge demo")}: three presses, one edge, one cloud, ready in {ready.TotalSeconds:F1} s");
        Shell.Output.WriteLine($"  watch    {Shell.Bold(node.Http.ToString())}");
        Shell.Output.WriteLine($"  sensors  mqtt://{node.Mqtt}  {Shell.Quiet("alerts on plant/alerts/#")}");
        Shell.Output.WriteLine(Shell.Quiet("  stop with Ctrl+C"));
        Shell.Output.Flush();
    }

    private void Summarize(DemoReport report) => Shell.Output.WriteLine(
        $"{report.MessagesReceived} messages in, {report.MeasurementsProduced} results out ({report.IngressBytes} bytes in, "
            + $"{report.UplinkBytes} bytes up), "
        + $"{report.PointsStored} points stored, {report.LedgerUnexplained} events unexplained");

    private static async Task WriteAsync(string path, DemoReport report, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, DemoJson.Readable.DemoReport) + "\n", cancellation);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Outside($"--report: cannot write {path}: {failed.Message}");
        }
    }
}
