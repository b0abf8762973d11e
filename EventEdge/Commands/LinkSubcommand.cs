using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary>A verb of <c>eventedge link</c>.</summary>
internal sealed class LinkSubcommand : RunnableCommand
{
    private readonly bool? _cut;
    private readonly Option<string?> _http;

    /// <param name="shell">Where the command runs.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="cut">Whether it cuts or restores; null to change nothing.</param>
    public LinkSubcommand(Shell shell, string name, string description, bool? cut)
        : base(shell, name, description, KnownSettings.Data, KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate,
            KnownSettings.Output)
    {
        _cut = cut;
        _http = Flag<string?>("--http", "HOST:PORT", "The node's address. Default: the running node of --data");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var http = NodeAccess.Address(parsed.GetValue(_http), settings);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        using var node = NodeAccess.Open(settings.Text(KnownSettings.Data), http, NodeKey.From(settings));
        if (node.Api is not { } api)
            throw CommandFailure.Outside($"the node of {node.Data} is stopped, and has no link to cut: start it first");
        if (_cut is { } cut) await api.PostAsync(
            "/api/link", new LinkChange(cut), CommandJson.Readable.LinkChange, CommandJson.Readable.LinkChange, cancellation);
        var line = await ReadAsync(api, cancellation);
        await Shell.Output.WriteLineAsync(
            form == OutputFormat.Json ? JsonSerializer.Serialize(line, CommandJson.Readable.LinkLine) : line.Text());
        return ExitCode.Success;
    }

    private static async Task<LinkLine> ReadAsync(NodeApi api, CancellationToken cancellation)
    {
        var status = await api.GetAsync("/api/status", CommandJson.Readable.JsonObject, cancellation);
        return status?["link_cut"] is JsonValue isCut
            ? new((bool)isCut, (string)status["uplink"]!, (long)status["outbox"]!["points"]!)
            : throw CommandFailure.Outside("the node has no uplink: it is a cloud node, or of another version");
    }
}

/// <summary>Body and answer of <c>/api/link</c>.</summary>
/// <param name="Cut">Whether the uplink is cut.</param>
internal sealed record LinkChange(bool Cut);

/// <summary>Result of <c>eventedge link</c>.</summary>
/// <param name="Cut">Whether the uplink is cut by hand.</param>
/// <param name="Uplink">Its state: <c>starting</c>, <c>up</c>, <c>down</c>, <c>cut</c> or <c>blocked</c>.</param>
/// <param name="Waiting">Points that wait in the outbox.</param>
internal sealed record LinkLine(bool Cut, string Uplink, long Waiting)
{
    /// <summary>For people.</summary>
    public string Text() => $"the uplink is {(Cut ? "cut by hand" : Uplink)}, {Waiting} results wait";
}
