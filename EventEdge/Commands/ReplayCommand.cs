using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Publishing;
using EventEdge.Replay;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Commands;

/// <summary><c>eventedge replay</c>: sends recorded CSV files as messages, with the timestamps they were recorded with.</summary>
internal sealed class ReplayCommand : RunnableCommand
{
    private readonly NodeFactories _factories;
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "CSV files whose first row names the columns; sent one after the other",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _topic;
    private readonly Option<string?> _speed;
    private readonly Option<int?> _qos;
    private readonly Option<string?> _timeColumn;
    private readonly Option<string?> _zone;
    private readonly Option<string?> _shuffle;
    private readonly Option<int?> _seed;
    private readonly Option<int?> _repeat;

    public ReplayCommand(Shell shell, NodeFactories factories)
        : base(shell, "replay", "Send recorded CSV files over MQTT, one JSON message a row, with their recorded timestamps.",
            KnownSettings.MqttTarget, KnownSettings.MqttUser, KnownSettings.MqttPasswordFile, KnownSettings.Output)
    {
        _factories = factories;
        Arguments.Add(_files);
        _topic = Flag<string?>(
            "--topic", "TOPIC", "Topic to send to; {file} stands for the file's name without its ending. Default: replay/{file}");
        _speed = Flag<string?>(
            "--speed", "max|1x|60x", "Recorded seconds a second, or max for as fast as the broker takes it. Default: max");
        _qos = Flag<int?>("--qos", "0|1|2", "Quality of service. Default: 1");
        _timeColumn = Flag<string?>("--time-column", "NAME", "Column with the time. Default: timestamp");
        _zone = Flag<string?>("--zone", "ZONE", "Time zone of timestamps that name none, such as utc or Europe/Paris. Default: utc");
        _shuffle = Flag<string?>(
            "--shuffle-within", "DURATION", "Put rows out of order by less than this, such as 30m. Default: file order");
        _seed = Flag<int?>("--seed", "N", "Seed of the disorder: the same seed gives the same order. Default: 1");
        _repeat = Flag<int?>("--repeat-each", "N", "Times to send each row, at least 1. Default: 1");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var plan = Plan(parsed);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        foreach (var file in parsed.GetRequiredValue(_files).Where(file => !File.Exists(file)))
            throw CommandFailure.BadInput($"there is no file {file}");
        await using var sender = await _factories.OpenMqtt(MqttTarget.From(settings), cancellation);
        using var progress = new ProgressLine(Shell);
        var run = new ReplayRun(plan, sender, Shell.Time)
        { Progress = run => progress.Show(() => $"{run.Rows:N0} rows sent, {sender.Acknowledged:N0} acknowledged") };
        var summary = await run.RunAsync(cancellation);
        progress.Dispose();
        Write(summary, form);
        return summary.Acknowledged >= summary.Sent ? ExitCode.Success : ExitCode.Failure;
    }

    private ReplayPlan Plan(ParseResult parsed)
    {
        if (parsed.GetValue(_seed) is not null && parsed.GetValue(_shuffle) is null)
            throw CommandFailure.BadInput("--seed needs --shuffle-within: rows in file order have no disorder");
        var column = parsed.GetValue(_timeColumn) ?? "timestamp";
        var zone = Check.Zone("--zone", parsed.GetValue(_zone) ?? "utc");
        var speed = parsed.GetValue(_speed) ?? "max";
        if (!ReplaySpeed.TryParse(speed, out var factor))
            throw CommandFailure.BadInput($"--speed: '{speed}' is not max, 1x, 60x or the like");
        return new()
        {
            Files = [.. parsed.GetRequiredValue(_files).Select(file => new RecordedFile(file, column, zone))],
            Topic = parsed.GetValue(_topic) ?? "replay/{file}",
            Speed = factor,
            Qos = Check.Qos(parsed.GetValue(_qos) ?? 1),
            ShuffleWithin = parsed.GetValue(_shuffle) is { } bound ? Check.Duration("--shuffle-within", bound) : null,
            Seed = parsed.GetValue(_seed) ?? 1,
            RepeatEach = (int)Check.AtLeastOne("--repeat-each", parsed.GetValue(_repeat) ?? 1),
        };
    }

    private void Write(ReplaySummary summary, OutputFormat form) => Shell.Output.WriteLine(form == OutputFormat.Json
        ? JsonSerializer.Serialize(summary, CommandJson.Readable.ReplaySummary)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Rows:N0} rows from {summary.Files} file{(summary.Files == 1 ? string.Empty : "s")}, "
                + $"{summary.Acknowledged:N0} of {summary.Sent:N0} messages acknowledged in {summary.Seconds:F1} s"));
}
