using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventEdge.Cli;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.DeadLetters;

/// <summary>A verb of <c>eventedge dlq</c>: where the dead letters are, which of them are meant, how the answer is printed.</summary>
internal abstract class DlqSubcommand : RunnableCommand
{
    // Those of an edge node, and those of frames which a cloud node cannot read, does not believe, or cannot store.
    private static readonly string[] Stages =
    [
        .. Enum.GetNames<FailureStage>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName),
        "frame", StoredCloudDeadLetter.Unnamed, StoredCloudDeadLetter.Sender, StoredCloudDeadLetter.Unstored,
    ];

    private readonly Option<string?> _http;
    private readonly Option<bool> _cloud;
    private readonly Option<string?> _binding;
    private readonly Option<string?> _stage;
    private readonly Option<string?> _node;

    protected DlqSubcommand(Shell shell, string name, string description, params ReadOnlySpan<Setting> settings)
        : base(shell, name, description,
            [KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.Output, .. settings])
    {
        _http = Flag<string?>(
            "--http", "HOST:PORT", "A running node, instead of --data. Default: the node of the data directory, running or not");
        _cloud = Switch("--cloud", "Where a directory belongs to an edge and a cloud node: the cloud's dead letters");
        _binding = Flag<string?>("--binding", "NAME", "Only this binding's dead letters. Default: every binding's");
        _stage = Flag<string?>("--stage", "STAGE", $"Only dead letters of this stage: {string.Join(", ", Stages)}. Default: every stage");
        _node = Flag<string?>(
            "--node", "NAME",
            $"Only this node's dead letters of a cloud (--cloud); of stage {StoredCloudDeadLetter.Sender}, this user's. "
                + "Default: every node's");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var http = NodeAccess.Address(parsed.GetValue(_http), settings);
        var filter = Narrow(
            new() { Binding = parsed.GetValue(_binding), Stage = Stage(parsed.GetValue(_stage)), Node = Node(parsed) }, parsed);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var (ofCloud, bus) = (parsed.GetValue(_cloud), BusOf(settings, parsed.GetValue(_cloud)));
        using var node = NodeAccess.Open(settings.Text(KnownSettings.Data), http, NodeKey.From(settings));
        return await RunAsync(DeadLetterServices.Of(node, ofCloud, bus), filter, parsed, form, cancellation);
    }

    /// <summary>The bus, for a verb that uses it.</summary>
    protected virtual RabbitMqOptions BusOf(ResolvedSettings settings, bool ofCloud) => new();

    /// <summary>The dead letters that the verb's own arguments mean among those, looked at before anything is opened.</summary>
    protected virtual DeadLetterFilter Narrow(DeadLetterFilter filter, ParseResult parsed) => filter;

    /// <summary>Does the verb's work on the dead letters; the result is the exit code.</summary>
    protected abstract Task<int> RunAsync(
        IDeadLetterService service, DeadLetterFilter filter, ParseResult parsed, OutputFormat form, CancellationToken cancellation);

    private string? Node(ParseResult parsed) => parsed.GetValue(_node) is { } node && !parsed.GetValue(_cloud)
        ? throw CommandFailure.BadInput($"--node {node} needs --cloud: an edge's dead letters are all its own")
        : parsed.GetValue(_node);

    // A stage that is none would list nothing, and drop nothing, without a word.
    private static string? Stage(string? word)
    {
        if (word is null || Stages.Contains(word, StringComparer.OrdinalIgnoreCase)) return word;
        var meant = Spelling.Nearest(word.ToLowerInvariant(), Stages) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;
        throw CommandFailure.BadInput($"--stage: '{word}' is none of {string.Join(", ", Stages)}{meant}");
    }

    /// <summary>Prints a result as a line of text or of JSON.</summary>
    protected void Print<T>(T value, string text, JsonTypeInfo<T> type, OutputFormat form) =>
        Shell.Output.Write((form == OutputFormat.Json ? JsonSerializer.Serialize(value, type) : text) + Environment.NewLine);

    /// <summary>The dead letters a change means: numbers, or all of them, never nothing by mistake.</summary>
    protected static DeadLetterFilter Meant(DeadLetterFilter filter, long[] ids, bool all) => (ids.Length > 0, all) switch
    {
        (true, false) => filter with { Ids = ids },
        (false, true) => filter,
        _ => throw CommandFailure.BadInput("name the dead letters by their ids, or give --all"),
    };
}
