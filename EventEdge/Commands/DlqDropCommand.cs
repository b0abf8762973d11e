using System.CommandLine;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Commands;

/// <summary><c>eventedge dlq drop</c>.</summary>
internal sealed class DlqDropCommand : DlqVerb
{
    private readonly Argument<long[]> _ids = new("ID") { Description = "Letters by their numbers", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all;

    public DlqDropCommand(Shell shell) : base(shell, "drop", "Remove dead letters for good.")
    {
        Arguments.Add(_ids);
        _all = Switch("--all", "Every letter, which --binding and --stage may narrow");
    }

    protected override LetterFilter Narrow(LetterFilter filter, ParseResult parsed) => Meant(filter, parsed.GetValue(_ids) ?? [], parsed.GetValue(_all));

    protected override async Task<int> RunAsync(
        ILetterDesk desk, LetterFilter filter, ParseResult parsed, OutputForm form, CancellationToken cancellation)
    {
        var dropped = await desk.DropAsync(filter, cancellation);
        Print(new DropSummary(dropped), $"{dropped} dropped", CommandJson.Readable.DropSummary, form);
        return dropped >= (filter.Ids?.Distinct().Count() ?? 0) ? ExitCode.Success : ExitCode.Failure;
    }
}
