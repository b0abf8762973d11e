using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.CloudIngest.Stores;
using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.StoreAccess;

/// <summary><c>eventedge store setup</c>: makes what is missing, changes what differs, leaves the rest, and says which was which.</summary>
internal sealed class StoreSetupCommand : RunnableCommand
{
    private const string ForEver = "forever";

    private readonly NodeFactories _factories;
    private readonly Option<string?> _retention;
    private readonly Option<string?> _readerTokenFile;

    public StoreSetupCommand(Shell shell, NodeFactories factories)
        : base(
            shell, "setup", "Make a store's server ready for points: what they go to, how long they are kept, a token that only reads, "
                + "for Grafana. May be run again at any time.",
            [.. factories.StoreFlags.All, KnownSettings.Output])
    {
        _factories = factories;
        _retention = Flag<string?>(
            "--retention", "TIME", $"How long points are kept, such as 30d, or {ForEver}. Default: as it is; {ForEver} where it is made");
        _readerTokenFile = Flag<string?>(
            "--reader-token-file", "FILE",
            "Make a token that may read the points and nothing else, and write it into this file. Default: none");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var options = _factories.StoreFlags.Read(settings);
        if (_factories.Stores.Get(options) is not IStoreSetup store)
            throw CommandFailure.BadInput($"--store: nothing has to be set up for {options.Name}; {Choices()}");
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var request = new StoreSetupRequest
        { Retention = Retention(parsed.GetValue(_retention)), ReaderTokenFile = parsed.GetValue(_readerTokenFile) };
        try
        {
            var steps = await store.SetUpAsync(options, request, cancellation);
            foreach (var step in steps) await Shell.Output.WriteLineAsync(form == OutputFormat.Json ? Json(step) : Text(step));
            return ExitCode.Success;
        }
        catch (StoreSetupException failed)
        {
            throw CommandFailure.Outside(failed.Message);
        }
    }

    private static TimeSpan? Retention(string? text)
    {
        if (text is null) return null;
        if (text == ForEver) return TimeSpan.Zero;
        var retention = Check.Duration("--retention", text);
        return retention >= TimeSpan.FromHours(1) ? retention : throw CommandFailure.BadInput(
            $"--retention: {text} is shorter than 1h, the least that servers keep");
    }

    private static string Text(StoreSetupStep step) =>
        $"{step.What} {step.Name}: {step.Outcome.ToString().ToLowerInvariant()}{(step.Detail is null ? string.Empty : $", {step.Detail}")}";

    private static string Json(StoreSetupStep step) => JsonSerializer.Serialize(
        new StoreSetupLine(step.What.Replace(' ', '_'), step.Name, step.Outcome.ToString().ToLowerInvariant(), step.Detail),
        StoreJson.Readable.StoreSetupLine);

    private string Choices() => _factories.Stores.Stores.Where(store => store is IStoreSetup).Select(store => store.Name).ToList() switch
    {
        [] => "no store needs it",
        var names => $"there is a setup for {string.Join(", ", names)}",
    };
}

/// <summary>A line of <c>eventedge store setup</c>.</summary>
/// <param name="What"><c>organisation</c>, <c>bucket</c> or <c>reader_token</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome"><c>created</c>, <c>changed</c> or <c>unchanged</c>.</param>
/// <param name="Detail">What it is now, in words; null where the name says it.</param>
internal sealed record StoreSetupLine(string What, string Name, string Outcome, string? Detail);
