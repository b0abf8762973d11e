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

    protected override async Task<int> RunAsync(
        ILetterDesk desk, LetterFilter filter, ParseResult parsed, OutputForm form, CancellationToken cancellation)
    {
        var ids = parsed.GetValue(_ids) ?? [];
        var dropped = await desk.DropAsync(Meant(filter, ids, parsed.GetValue(_all)), cancellation);
        Print(new DropSummary(dropped), $"{dropped} dropped", CommandJson.Readable.DropSummary, form);
        return dropped >= ids.Distinct().Count() ? ExitCode.Success : ExitCode.Failure;
    }
}
