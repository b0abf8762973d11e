using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.Settings.Values;

namespace EventEdge.DeadLetters;

/// <summary><c>eventedge dlq list</c>.</summary>
internal sealed class DlqListCommand : DlqSubcommand
{
    private const long DefaultLimit = 100;

    private readonly Option<long?> _limit;

    public DlqListCommand(Shell shell) : base(shell, "list", "Print the newest dead letters, a line each, oldest first.") =>
        _limit = Flag<long?>("--limit", "N", $"Dead letters at most, at least 1. Default: {DefaultLimit}");

    protected override async Task<int> RunAsync(
        IDeadLetterService service, DeadLetterFilter filter, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var page = await service.ListAsync(
            filter with { Limit = Check.AtLeastOne("--limit", parsed.GetValue(_limit) ?? DefaultLimit) }, cancellation);
        foreach (var deadLetter in page.DeadLetters.Select(deadLetter => DeadLetterLine.Of(deadLetter, whole: false)))
        {
            Print(deadLetter, deadLetter.Short(), DeadLetterJson.Readable.DeadLetterLine, form);
        }

        var lost = page.Lost > 0 ? $", {page.Lost} older ones made room" : string.Empty;
        if (form == OutputFormat.Text)
            await Shell.Output.WriteLineAsync(Shell.Quiet($"{page.DeadLetters.Count} shown, {page.Kept} kept{lost}"));
        return ExitCode.Success;
    }
}
