using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.Settings;

namespace EventEdge.Discovery;

/// <summary>What a run of <c>discover</c> does.</summary>
internal sealed record DiscoverPlan
{
    /// <summary>The broker to listen to; null where a recorded file is read.</summary>
    public ExternalBrokerOptions? Broker { get; init; }

    /// <summary>The recorded file.</summary>
    public string? From { get; init; }

    /// <summary>What to listen to, as filters of MQTT.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary>How long to listen.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>The file to write; <c>-</c> for standard output.</summary>
    public required string Output { get; init; }

    /// <summary>Whether a file that is there is written over.</summary>
    public bool Force { get; init; }

    /// <summary>The file that takes the messages as they are heard; null for none.</summary>
    public string? Record { get; init; }

    /// <summary>The zone of devices that write local time.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>What to do with the file, as a command line.</summary>
    public required string Next { get; init; }

    /// <summary>Where the messages come from, for people.</summary>
    public string Source => From is not null
        ? $"read from {Path.GetFileName(From)}"
        : $"heard within {FunctionDispatcher.Configuration.Shapes.Quantity.Format(Time)} at {Broker!.Host}:{Broker.Port}";

    /// <summary>A filter of MQTT; one of a bindings file, with captures, will do.</summary>
    public static string Filter(string text) => TopicFilter.TryParse(text, out var filter, out var error)
        ? filter.ToMqttFilter()
        : throw CommandFailure.BadInput($"--filter: '{text}': {error.Message}");

    /// <summary>The command line that runs the file beside the same broker.</summary>
    public static string NextFor(ResolvedSettings settings, string output)
    {
        var words = new List<string> { "eventedge up --bindings", Quoted(output) };
        foreach (var setting in KnownSettings.Brokers.Where(s => s != KnownSettings.BrokerClientId && settings.IsFlag(s)))
        {
            words.Add(setting.Flag);
            words.Add(Quoted(settings.Text(setting)!));
        }

        return string.Join(' ', words);
    }

    // As a shell reads it back.
    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '@' or '=' or ',')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
