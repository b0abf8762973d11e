using System.CommandLine;
using EventEdge.Cli;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Settings;

namespace EventEdge.Reconciliation;

/// <summary><c>eventedge ledger settle</c>: a person says what became of records that are lost.</summary>
internal sealed class LedgerSettleCommand : RunnableCommand
{
    private const int ReasonLimit = 500;

    private readonly Option<string> _reason;
    private readonly Option<string?> _node;
    private readonly Option<string?> _edge;

    public LedgerSettleCommand(Shell shell)
        : base(shell, "settle", "Give the open gaps of a cloud node's ledger, and what else there asks for a person, a reason: "
            + "they stay in it, and are explained.",
            KnownSettings.Data)
    {
        _reason = Flag<string>("--reason", "TEXT", $"What became of the records, at most {ReasonLimit} characters");
        _reason.Required = true;
        _node = Flag<string?>("--node", "NAME", "Only gaps of this edge node");
        _edge = Flag<string?>(
            "--edge", "DIR", "A stopped edge node's data directory: what it has sent behind the last record stored is given up, too");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var directory = settings.Text(KnownSettings.Data) ?? throw CommandFailure.BadInput("name the cloud node's data directory (--data)");
        var reason = parsed.GetRequiredValue(_reason).Trim();
        if (reason.Length is 0 or > ReasonLimit) throw CommandFailure.BadInput($"--reason takes 1 to {ReasonLimit} characters");
        if (!CloudLedgerReader.Exists(directory)) throw CommandFailure.BadInput($"{directory} is no cloud node's directory (--data)");
        var tail = parsed.GetValue(_edge) is { } edge ? await LedgerSources.TailAsync(edge, directory, parsed.GetValue(_node)) : [];
        var (gaps, notes) = SettledGaps.Settle(directory, parsed.GetValue(_node), reason, TimeProvider.System.GetUtcNow(), tail);
        string[] settled = [.. Counted(gaps, "gap"), .. Counted(notes, "note")];
        await Shell.Output.WriteLineAsync(settled.Length == 0 ? "no open gap" : $"{string.Join(" and ", settled)} settled");
        return ExitCode.Success;
    }

    private static IEnumerable<string> Counted(int count, string what) =>
        count == 0 ? [] : [$"{count} {what}{(count == 1 ? string.Empty : "s")}"];
}
