using System.CommandLine;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Commands;

/// <summary><c>eventedge dlq list</c>.</summary>
internal sealed class DlqListCommand : DlqVerb
{
    private const long DefaultLimit = 100;

    private readonly Option<long?> _limit;

    public DlqListCommand(Shell shell) : base(shell, "list", "Print the newest dead letters, a line each, oldest first.") =>
        _limit = Flag<long?>("--limit", "N", $"Letters at most, at least 1. Default: {DefaultLimit}");

    protected override async Task<int> RunAsync(
        ILetterDesk desk, LetterFilter filter, ParseResult parsed, OutputForm form, CancellationToken cancellation)
    {
        var page = await desk.ListAsync(filter with { Limit = Check.AtLeastOne("--limit", parsed.GetValue(_limit) ?? DefaultLimit) }, cancellation);
        foreach (var letter in page.Letters.Select(letter => LetterLine.Of(letter, whole: false)))
        {
            Print(letter, letter.Short(), CommandJson.Readable.LetterLine, form);
        }

        var lost = page.Lost > 0 ? $", {page.Lost} older ones made room" : string.Empty;
        if (form == OutputForm.Text) await Shell.Output.WriteLineAsync(Shell.Quiet($"{page.Letters.Count} shown, {page.Kept} kept{lost}"));
        return ExitCode.Success;
    }
}
