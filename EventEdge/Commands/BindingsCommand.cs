using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Status;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge bindings</c>: what a running node's bindings wait for, when they ran and when they will.</summary>
internal sealed class BindingsCommand : RunnableCommand
{
    private static readonly string[] Titles = [
        "binding", "trigger", "runtime", "last run", "next run", "received", "results", "rejected", "missed"];

    private readonly Option<string?> _http;

    public BindingsCommand(Shell shell)
        : base(shell, "bindings",
            "Print the bindings of a running node: trigger, runtime, last and next run, and what became of their events.",
            KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.Output) =>
        _http = Flag<string?>("--http", "HOST:PORT", "The node's address. Default: the running node of --data");

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var http = NodeAccess.Address(parsed.GetValue(_http), settings);
        using var node = NodeAccess.Open(settings.Text(KnownSettings.Data), http, NodeKey.From(settings));
        if (node.Api is not { } api)
            throw CommandFailure.Outside($"the node of {node.Data} is stopped: start it, or look at its bindings file");
        var lines = await api.GetAsync("/api/bindings", EdgeLedgerJson.Default.IReadOnlyListBindingLine, cancellation)
            ?? throw CommandFailure.Outside("the node does not list its bindings: it is no edge node, or of another version");
        if (settings.OneOf(KnownSettings.Output, OutputFormat.Text) == OutputFormat.Json)
            foreach (var line in lines)
                await Shell.Output.WriteLineAsync(JsonSerializer.Serialize(line, EdgeLedgerJson.Default.BindingLine));
        else Write([Titles, .. lines.Select(Cells)]);
        return ExitCode.Success;
    }

    private void Write(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Titles.Select((_, column) => rows.Max(r => r[column].Length))];
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            Shell.Output.WriteLine(row == Titles ? Shell.Bold(line) : line);
        }
    }

    private static string[] Cells(BindingLine line) =>
    [
        line.Name, line.Trigger, line.Runtime, Shown(line.LastRun), Shown(line.NextRun),
        Shown(line.Received), Shown(line.Measurements), Shown(line.Rejected), Shown(line.Missed),
    ];

    private static string Shown(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Shown(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "-";
}
