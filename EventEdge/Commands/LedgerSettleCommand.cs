using System.CommandLine;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge ledger settle</c>: a person says what became of records that are lost.</summary>
internal sealed class LedgerSettleCommand : VerbCommand
{
    private const int ReasonLimit = 500;

    private readonly Option<string> _reason;
    private readonly Option<string?> _node;

    public LedgerSettleCommand(Shell shell)
        : base(shell, "settle", "Give the open gaps of a cloud node's ledger a reason: they stay in it, and are explained.", KnownSettings.Data)
    {
        _reason = Flag<string>("--reason", "TEXT", $"What became of the records, at most {ReasonLimit} characters");
        _reason.Required = true;
        _node = Flag<string?>("--node", "NAME", "Only gaps of this edge node");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var directory = settings.Text(KnownSettings.Data) ?? throw CommandFailure.BadInput("name the cloud node's data directory (--data)");
        var reason = parsed.GetRequiredValue(_reason).Trim();
        if (reason.Length is 0 or > ReasonLimit) throw CommandFailure.BadInput($"--reason takes 1 to {ReasonLimit} characters");
        if (!CloudBooksReader.Exists(directory)) throw CommandFailure.BadInput($"{directory} is no cloud node's directory (--data)");
        var settled = SettledGaps.Settle(directory, parsed.GetValue(_node), reason, TimeProvider.System.GetUtcNow());
        await Shell.Output.WriteLineAsync(settled == 0 ? "no open gap" : $"{settled} {(settled == 1 ? "gap" : "gaps")} settled");
        return ExitCode.Success;
    }
}
