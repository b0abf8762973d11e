using System.CommandLine;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge dlq retry</c>.</summary>
internal sealed class DlqRetryCommand : DlqVerb
{
    private readonly Argument<long[]> _ids = new("ID") { Description = "Letters by their numbers", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all;

    public DlqRetryCommand(Shell shell)
        : base(
            shell, "retry",
            "Publish the original bytes again on the original topic, through the running node; each letter goes once its message is durable. Of a cloud's letters, "
            + "frames whose sender was not believed, over RabbitMQ as the cloud's own user.",
            KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile)
    {
        Arguments.Add(_ids);
        _all = Switch("--all", "Every letter, which --binding and --stage may narrow");
    }

    protected override LetterFilter Narrow(LetterFilter filter, ParseResult parsed) => Meant(filter, parsed.GetValue(_ids) ?? [], parsed.GetValue(_all));

    /// <inheritdoc />
    protected override RabbitMqOptions BusOf(ResolvedSettings settings, bool ofCloud)
    {
        var idle = Array.Find([KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile], settings.IsFlag);
        if (idle is not null && !ofCloud) throw CommandFailure.BadInput($"{idle.Flag} needs --cloud: an edge's letters are published by the edge itself");
        return BusSettings.RabbitMq(settings);
    }

    protected override async Task<int> RunAsync(
        ILetterDesk desk, LetterFilter filter, ParseResult parsed, OutputForm form, CancellationToken cancellation)
    {
        var results = await desk.RetryAsync(filter, cancellation);
        foreach (var letter in results)
        {
            var text = letter.Problem is { } problem ? $"{letter.Id}: not retried, {problem}" : $"{letter.Id}: published again";
            Print(new RetryLine(letter.Id, letter.Problem is null, letter.Problem), text, CommandJson.Readable.RetryLine, form);
        }

        return results.All(letter => letter.Problem is null) ? ExitCode.Success : ExitCode.Failure;
    }
}
