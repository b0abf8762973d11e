using System.CommandLine;
using EventEdge.Cli;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.Settings;

namespace EventEdge.DeadLetters;

/// <summary><c>eventedge dlq retry</c>.</summary>
internal sealed class DlqRetryCommand : DlqSubcommand
{
    private readonly Argument<long[]> _ids = new("ID") { Description = "Dead letters by their numbers", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all;

    public DlqRetryCommand(Shell shell)
        : base(
            shell, "retry",
            "Publish the original bytes again on the original topic, through the running node; "
                + "each dead letter goes once its message is durable. Of a cloud's dead letters, "
            + "frames whose sender was not believed and those that could not be stored, over RabbitMQ as the cloud's own user.",
            KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile)
    {
        Arguments.Add(_ids);
        _all = Switch(
            "--all",
            "Every dead letter, which --binding, --stage and --node may narrow; frames whose sender was not believed only with "
                + "--stage and --node");
    }

    protected override DeadLetterFilter Narrow(DeadLetterFilter filter, ParseResult parsed)
    {
        var meant = Meant(filter, parsed.GetValue(_ids) ?? [], parsed.GetValue(_all));
        // Every frame that anybody forged would be published as the cloud.
        if (meant is { Ids: null, Node: null }
            && meant.Stage?.ToLowerInvariant() is (StoredCloudDeadLetter.Unnamed or StoredCloudDeadLetter.Sender))
            throw CommandFailure.BadInput($"--all --stage {meant.Stage} needs --node: whose frames are to be believed");
        return meant;
    }

    /// <inheritdoc />
    protected override RabbitMqOptions BusOf(ResolvedSettings settings, bool ofCloud)
    {
        var idle = Array.Find([KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile], settings.IsFlag);
        if (idle is not null && !ofCloud)
            throw CommandFailure.BadInput($"{idle.Flag} needs --cloud: an edge's dead letters are published by the edge itself");
        return BusSettings.RabbitMq(settings);
    }

    protected override async Task<int> RunAsync(
        IDeadLetterService service, DeadLetterFilter filter, ParseResult parsed, OutputFormat form, CancellationToken cancellation)
    {
        var results = await service.RetryAsync(filter, cancellation);
        foreach (var deadLetter in results)
        {
            var text = deadLetter.Problem is { } problem ? $"{deadLetter.Id}: not retried, {problem}" : $"{deadLetter.Id}: published again";
            Print(new RetryLine(deadLetter.Id, deadLetter.Problem is null, deadLetter.Problem), text, DeadLetterJson.Readable.RetryLine,
                form);
        }

        return results.All(deadLetter => deadLetter.Problem is null) ? ExitCode.Success : ExitCode.Failure;
    }
}
