using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Http.Explanation;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Explanation;

/// <summary><c>eventedge why</c>: why there is no point of a binding or a measurement, in one sentence, with what to do.</summary>
internal sealed class WhyCommand : RunnableCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A binding, or a measurement that one writes" };
    private readonly Option<string?> _http;

    public WhyCommand(Shell shell)
        : base(shell, "why", "Say why there is no point of a binding or a measurement, and what to do. Ends with 1 when something keeps "
            + "them back.",
            KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.Output)
    {
        Arguments.Add(_name);
        _http = Flag<string?>("--http", "HOST:PORT", "The node's address. Default: the running node of --data");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var http = NodeAccess.Address(parsed.GetValue(_http), settings);
        using var node = NodeAccess.Open(settings.Text(KnownSettings.Data), http, NodeKey.From(settings));
        if (node.Api is not { } api)
            throw CommandFailure.Outside($"nothing arrives because the node of {node.Data} is stopped: start it");
        var answer = await api.GetAsync(
            $"/api/why?name={Uri.EscapeDataString(parsed.GetRequiredValue(_name))}", ExplanationJson.Default.WhyAnswer, cancellation)
            ?? throw CommandFailure.Outside("the node cannot say why: it is no edge node, or of another version");
        if (form == OutputFormat.Json) await Shell.Output.WriteLineAsync(JsonSerializer.Serialize(answer, ExplanationForm.Json.WhyAnswer));
        else ExplanationText.Write(answer, Shell);
        return answer.Finding.IsWell ? ExitCode.Success : ExitCode.Failure;
    }
}
