using System.CommandLine;
using System.Text;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Http.Explanation;
using EventEdge.FunctionDispatcher;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Explanation;

/// <summary><c>eventedge explain</c>: what becomes of a message, binding by binding and stage by stage.</summary>
internal sealed class ExplainCommand : RunnableCommand
{
    private readonly Argument<string?> _topic = new("TOPIC")
    { Description = "The message's topic", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _payload = new("PAYLOAD")
    { Description = "The message's payload. Default: empty", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _http;
    private readonly Option<string?> _bindings;
    private readonly Option<bool> _last;

    public ExplainCommand(Shell shell)
        : base(shell, "explain",
            "Say what becomes of a message, stage by stage: tried against the running node, or against a bindings file. Nothing is "
                + "changed.",
            KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.Output)
    {
        Arguments.Add(_topic);
        Arguments.Add(_payload);
        _http = Flag<string?>("--http", "HOST:PORT", "The node's address. Default: the running node of --data");
        _bindings = Flag<string?>("--bindings", "FILE", "Try it against this bindings file instead, without a node");
        _last = Switch("--last", "The newest message that the node remembers, of TOPIC or of any topic, instead of one that is tried");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var (topic, isLast, file) = (parsed.GetValue(_topic), parsed.GetValue(_last), parsed.GetValue(_bindings));
        if (topic is null && !isLast) throw CommandFailure.BadInput("explain needs TOPIC, or --last");
        if (isLast && (file is not null || parsed.GetValue(_payload) is not null))
            throw CommandFailure.BadInput("--last is about a message that has come; leave PAYLOAD and --bindings out");
        if (topic is not null && TriedMessage.FaultOf(topic) is { } fault) throw CommandFailure.BadInput(fault);
        if (file is not null) RequireNoNode(parsed, settings);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var explained = file is null
            ? await OfNodeAsync(parsed, settings, cancellation) : OfFile(file, topic!, parsed.GetValue(_payload) ?? string.Empty);
        if (form == OutputFormat.Json)
            await Shell.Output.WriteLineAsync(JsonSerializer.Serialize(explained, ExplanationForm.Json.MessageExplanation));
        else ExplanationText.Write(explained, Shell);
        return ExitCode.Success;
    }

    // A file is read here: what would find a node, or let in at one, was meant for something else.
    private void RequireNoNode(ParseResult parsed, ResolvedSettings settings)
    {
        var idle = Array.Find([KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate], settings.IsFlag)?.Flag
            ?? (parsed.GetValue(_http) is null ? null : _http.Name);
        if (idle is not null) throw CommandFailure.BadInput($"{idle} names a node, and --bindings a file to try instead; leave one out");
    }

    private async Task<MessageExplanation> OfNodeAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var http = NodeAccess.Address(parsed.GetValue(_http), settings);
        using var node = NodeAccess.Open(settings.Text(KnownSettings.Data), http, NodeKey.From(settings));
        if (node.Api is not { } api)
            throw CommandFailure.Outside($"the node of {node.Data} is stopped: start it, or name its bindings file (--bindings)");
        var topic = parsed.GetValue(_topic);
        if (!parsed.GetValue(_last))
        {
            return await api.PostAsync("/api/explain", new TriedRequest(topic, parsed.GetValue(_payload)),
                ExplanationJson.Default.TriedRequest, ExplanationJson.Default.MessageExplanation, cancellation);
        }

        var path = topic is null ? "/api/explain" : $"/api/explain?topic={Uri.EscapeDataString(topic)}";
        return await api.GetAsync(path, ExplanationJson.Default.MessageExplanation, cancellation)
            ?? throw CommandFailure.Outside($"the node remembers no message{(topic is null ? string.Empty : $" on {topic}")}: send one");
    }

    private MessageExplanation OfFile(string file, string topic, string payload)
    {
        if (!File.Exists(file)) throw CommandFailure.BadInput($"there is no file {file} (--bindings)");
        using var code = new FunctionCode(BindingsFile.FolderOf(file));
        var read = BindingsFile.Load(file, EventEdgeComponents.Default, code);
        if (read.Config is not { } config)
            throw CommandFailure.BadInput($"{read.Problems[0]} ({read.Problems.Count} in all: eventedge validate {file})");
        return MessageExplainer.Explain(
            config.Bindings, EventEdgeComponents.Default, new(topic, Encoding.UTF8.GetBytes(payload), Shell.Time.GetUtcNow()));
    }
}
