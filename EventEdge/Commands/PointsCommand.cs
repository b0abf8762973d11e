using System.CommandLine;
using EventEdge.Hosting;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge points</c>: prints stored points, also while a node writes them.</summary>
internal sealed class PointsCommand : VerbCommand
{
    private readonly Doors _doors;
    private readonly Argument<string> _measurement = new("MEASUREMENT") { Description = "The measurement's name, as under emit: in the bindings file" };
    private readonly Option<string?> _since;
    private readonly Option<string?> _until;
    private readonly Option<string[]> _tags;
    private readonly Option<long?> _limit;

    public PointsCommand(Shell shell, Doors doors)
        : base(shell, "points", "Print the stored points of a measurement in order of time, also while a node runs.", KnownSettings.Data, KnownSettings.Output)
    {
        _doors = doors;
        Arguments.Add(_measurement);
        _since = Flag<string?>("--since", "TIME", "Earliest time, inclusive, ISO 8601, UTC unless it names a zone. Default: no bound");
        _until = Flag<string?>("--until", "TIME", "Latest time, exclusive. Default: no bound");
        _tags = Flag<string[]>("--tag", "NAME=VALUE", "Only points with this tag; may be given several times");
        _limit = Flag<long?>("--limit", "N", "Points at most. Default: all");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var query = Query(parsed, settings);
        var form = settings.OneOf(KnownSettings.Output, OutputForm.Text);
        foreach (var point in _doors.ReadPoints(query))
        {
            cancellation.ThrowIfCancellationRequested();
            await Shell.Output.WriteLineAsync(form == OutputForm.Json ? PointLine.Json(point) : PointLine.Text(point));
        }

        return ExitCode.Success;
    }

    private PointQuery Query(ParseResult parsed, ResolvedSettings settings)
    {
        var data = settings.Text(KnownSettings.Data) ?? "data";
        if (!Directory.Exists(data)) throw CommandFailure.BadInput($"there is no data directory {data} (--data)");
        return new(data, parsed.GetRequiredValue(_measurement))
        {
            Since = parsed.GetValue(_since) is { } since ? Check.Time("--since", since) : null,
            Until = parsed.GetValue(_until) is { } until ? Check.Time("--until", until) : null,
            Tags = [.. (parsed.GetValue(_tags) ?? []).Select(Tag)],
            Limit = parsed.GetValue(_limit) is { } limit ? Check.AtLeastOne("--limit", limit) : null,
        };
    }

    private static KeyValuePair<string, string> Tag(string text)
    {
        var equals = text.IndexOf('=');
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw CommandFailure.BadInput($"--tag: '{text}' is not NAME=VALUE");
    }
}
