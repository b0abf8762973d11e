using System.CommandLine;
using EventEdge.Cli;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.DeadLetters;

/// <summary><c>eventedge dlq show</c>.</summary>
internal sealed class DlqShowCommand : DlqSubcommand
{
    private readonly Argument<long> _id = new("ID") { Description = "The dead letter's number, as list prints it" };

    public DlqShowCommand(Shell shell) : base(shell, "show", "Print one dead letter whole, with its original bytes.") => Arguments.Add(_id);

    protected override DeadLetterFilter Narrow(DeadLetterFilter filter, ParseResult parsed) =>
        filter with { Ids = [parsed.GetRequiredValue(_id)] };

    protected override async Task<int> RunAsync(
        IDeadLetterService service, DeadLetterFilter filter, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var page = await service.ListAsync(filter, cancellation);
        if (page.DeadLetters is not [var deadLetter]) throw CommandFailure.BadInput($"there is no dead letter {parsed.GetValue(_id)}");
        var line = DeadLetterLine.Of(deadLetter, whole: true);
        Print(line, line.Long(), DeadLetterJson.Readable.DeadLetterLine, form);
        return ExitCode.Success;
    }
}
