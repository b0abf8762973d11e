using System.CommandLine;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Commands;

/// <summary><c>eventedge dlq show</c>.</summary>
internal sealed class DlqShowCommand : DlqVerb
{
    private readonly Argument<long> _id = new("ID") { Description = "The letter's number, as list prints it" };

    public DlqShowCommand(Shell shell) : base(shell, "show", "Print one dead letter whole, with its original bytes.") => Arguments.Add(_id);

    protected override LetterFilter Narrow(LetterFilter filter, ParseResult parsed) => filter with { Ids = [parsed.GetRequiredValue(_id)] };

    protected override async Task<int> RunAsync(
        ILetterDesk desk, LetterFilter filter, ParseResult parsed, OutputForm form, CancellationToken cancellation)
    {
        var page = await desk.ListAsync(filter, cancellation);
        if (page.Letters is not [var letter]) throw CommandFailure.BadInput($"there is no dead letter {parsed.GetValue(_id)}");
        var line = LetterLine.Of(letter, whole: true);
        Print(line, line.Long(), CommandJson.Readable.LetterLine, form);
        return ExitCode.Success;
    }
}
