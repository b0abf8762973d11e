using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.DeadLetters;

/// <summary><c>eventedge dlq drop</c>.</summary>
internal sealed class DlqDropCommand : DlqSubcommand
{
    private readonly Argument<long[]> _ids = new("ID") { Description = "Dead letters by their numbers", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all;

    public DlqDropCommand(Shell shell) : base(shell, "drop", "Remove dead letters for good.")
    {
        Arguments.Add(_ids);
        _all = Switch("--all", "Every dead letter, which --binding, --stage and --node may narrow");
    }

    protected override DeadLetterFilter Narrow(DeadLetterFilter filter, ParseResult parsed) =>
        Meant(filter, parsed.GetValue(_ids) ?? [], parsed.GetValue(_all));

    protected override async Task<int> RunAsync(
        IDeadLetterService service, DeadLetterFilter filter, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var dropped = await service.DropAsync(filter, cancellation);
        Print(new DropSummary(dropped), $"{dropped} dropped", DeadLetterJson.Readable.DropSummary, form);
        return dropped >= (filter.Ids?.Distinct().Count() ?? 0) ? ExitCode.Success : ExitCode.Failure;
    }
}
