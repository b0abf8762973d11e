using System.CommandLine;
using EventEdge.Cli;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.StoreAccess;

/// <summary><c>eventedge points</c>: prints stored points, also while a node writes them.</summary>
internal sealed class PointsCommand : RunnableCommand
{
    private const int NamesShown = 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly NodeFactories _factories;
    private readonly Argument<string> _measurement = new("MEASUREMENT")
    { Description = "The measurement's name, as under emit: in the bindings file" };
    private readonly Option<string?> _since;
    private readonly Option<string?> _until;
    private readonly Option<string[]> _tags;
    private readonly Option<long?> _limit;
    private readonly Option<string?> _wait;

    public PointsCommand(Shell shell, NodeFactories factories)
        : base(
            shell, "points", "Print the stored points of a measurement in order of time, also while a node runs. "
                + "Reads the store that the node of --data writes to, or the one that is named.",
            [KnownSettings.Data, .. factories.StoreFlags.All, KnownSettings.Output])
    {
        _factories = factories;
        Arguments.Add(_measurement);
        _since = Flag<string?>("--since", "TIME", "Earliest time, inclusive, ISO 8601, UTC unless it names a zone. Default: no bound");
        _until = Flag<string?>("--until", "TIME", "Latest time, exclusive. Default: no bound");
        _tags = Flag<string[]>("--tag", "NAME=VALUE", "Only points with this tag; may be given several times");
        _limit = Flag<long?>("--limit", "N", "Points at most. Default: all");
        _wait = Flag<string?>("--wait", "DURATION", "Wait this long for the first point, such as 20s. Default: do not wait");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var data = settings.Text(KnownSettings.Data) ?? "data";
        var named = _factories.StoreFlags.Named(settings);
        if (named is null || IsEmbedded(named)) RequireReadable(data);
        var store = named ?? StoreNote.Read(data, _factories.Stores);
        var filter = Filter(parsed);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var wait = parsed.GetValue(_wait) is { } text ? Check.Duration("--wait", text) : TimeSpan.Zero;
        using var source = _factories.OpenPoints(store, data);
        try
        {
            return await PrintAsync(source, filter, form, wait, cancellation) ? ExitCode.Success : Explain(
                source, filter.Measurement, store, data, wait);
        }
        catch (StoreReadException failed)
        {
            throw CommandFailure.Outside(failed.Message);
        }
    }

    private bool IsEmbedded(StoreOptions store) => _factories.Stores.Get(store).IsEmbedded;

    // What cannot be looked into is not empty.
    private static void RequireReadable(string data)
    {
        if (!Directory.Exists(data)) throw CommandFailure.BadInput($"there is no data directory {data} (--data)");
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(data).GetEnumerator();
            entries.MoveNext();
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandFailure.Outside(
                $"the data directory {data} cannot be read: permission denied; run the command as the user whose node it is");
        }
    }

    private async Task<bool> PrintAsync(
        IPointSource source, PointFilter filter, OutputFormat form, TimeSpan wait, CancellationToken cancellation)
    {
        for (var began = Shell.Time.GetTimestamp(); ;)
        {
            var any = false;
            foreach (var point in source.Measurements().Contains(filter.Measurement) ? source.Read(filter) : [])
            {
                cancellation.ThrowIfCancellationRequested();
                await Shell.Output.WriteLineAsync(form == OutputFormat.Json ? PointLine.Json(point) : PointLine.Text(point));
                any = true;
            }

            if (any || Shell.Time.GetElapsedTime(began) >= wait) return any;
            await Task.Delay(LookEvery, Shell.Time, cancellation);
        }
    }

    // Nothing printed: a script reads nothing, a person reads why.
    private int Explain(IPointSource source, string measurement, StoreOptions store, string data, TimeSpan wait)
    {
        var there = source.Measurements();
        if (there.Contains(measurement)) return Say($"{source.Name} has no such point of {measurement}");
        IReadOnlyList<string> declared = IsEmbedded(store) || Directory.Exists(data) ? DeclaredMeasurements.Of(data) : [];
        if (declared.Contains(measurement)) return Say($"nothing is stored of {measurement} yet: "
            + "a result leaves once its window has closed and its function has answered (--wait 20s waits for it, "
            + "eventedge bindings shows what came in)");
        IReadOnlyList<string> names = [.. there.Union(declared).Order(StringComparer.Ordinal)];
        if (names.Count == 0) return Say($"{source.Name} is empty yet");
        var meant = Spelling.Nearest(measurement, names) is { } nearest ? $"; did you mean {nearest}?" : ".";
        var more = names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : string.Empty;
        throw CommandFailure.BadInput(
            $"{source.Name} has no measurement {measurement}{meant} It has: {string.Join(", ", names.Take(NamesShown))}{more}");

        int Say(string sentence)
        {
            Shell.Error.WriteLine($"eventedge: {sentence}");
            return wait > TimeSpan.Zero ? ExitCode.Failure : ExitCode.Success;
        }
    }

    private PointFilter Filter(ParseResult parsed) => new(parsed.GetRequiredValue(_measurement))
    {
        Since = parsed.GetValue(_since) is { } since ? Check.Time("--since", since) : null,
        Until = parsed.GetValue(_until) is { } until ? Check.Time("--until", until) : null,
        Tags = [.. (parsed.GetValue(_tags) ?? []).Select(Tag)],
        Limit = parsed.GetValue(_limit) is { } limit ? Check.AtLeastOne("--limit", limit) : null,
    };

    private static KeyValuePair<string, string> Tag(string text)
    {
        var equals = text.IndexOf('=');
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw CommandFailure.BadInput($"--tag: '{text}' is not NAME=VALUE");
    }
}
