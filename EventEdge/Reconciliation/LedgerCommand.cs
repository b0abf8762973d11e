using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Reconciliation;

/// <summary><c>eventedge ledger</c>: what became of every event, at the edge, in the cloud, and between the two.</summary>
internal sealed class LedgerCommand : RunnableCommand
{
    private readonly Option<string?> _http;
    private readonly Option<string?> _edge;
    private readonly Option<string?> _cloud;

    public LedgerCommand(Shell shell)
        : base(shell, "ledger",
            "Print what became of every event, and the reason for whatever is missing. Exit code 1 when something is not explained.",
            KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.Output)
    {
        _http = Flag<string?>("--http", "HOST:PORT", "A running node, instead of --data");
        _edge = Flag<string?>("--edge", "DIR", "An edge node's data directory, to be reconciled with --cloud");
        _cloud = Flag<string?>("--cloud", "DIR", "A cloud node's data directory, to be reconciled with --edge");
        Subcommands.Add(new LedgerSettleCommand(shell));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var report = await ReportAsync(parsed, settings, cancellation);
        if (form == OutputFormat.Json)
            await Shell.Output.WriteAsync(JsonSerializer.Serialize(report, LedgerJson.Readable.LedgerReport) + Environment.NewLine);
        else LedgerText.Write(report, Shell);
        return report.Explained ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<LedgerReport> ReportAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var (key, reading) = (NodeKey.From(settings), new LedgerReading(TimeProvider.System));
        var (edge, cloud) = (parsed.GetValue(_edge), parsed.GetValue(_cloud));
        if (edge is null && cloud is null)
        {
            var http = NodeAccess.Address(parsed.GetValue(_http), settings);
            return await LedgerSources.OfNodeAsync(settings.Text(KnownSettings.Data), http, key, reading, cancellation);
        }

        if (parsed.GetValue(_http) is not null || settings.IsFlag(KnownSettings.Data))
            throw CommandFailure.BadInput("--edge and --cloud name both nodes; leave --http and --data out");
        if (edge is null || cloud is null) throw CommandFailure.BadInput("--edge and --cloud belong together; for one node give --data");
        return await LedgerSources.OfBothAsync(edge, cloud, key, reading, cancellation);
    }
}
