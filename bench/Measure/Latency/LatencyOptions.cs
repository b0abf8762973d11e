using System.Globalization;

namespace EventEdge.Measure.Latency;

/// <summary>What the latency probe sends and where it listens. Every option has a default; an unknown one is an error.</summary>
internal sealed record LatencyOptions
{
    public const string Usage =
        "latency [--port P] [--listen alerts/#] [--qos 0|1] [--rate MESSAGES_PER_SECOND] [--warm-up S] [--seconds S] [--each-second yes]\n"
        + "One sensor publishes to bench/{0..99}/temp, one listener waits for what comes of each message.";

    public int Port { get; init; } = 1883;
    public string Listen { get; init; } = "alerts/#";
    public int Qos { get; init; }
    public int Rate { get; init; } = 1000;
    public int WarmUp { get; init; } = 4;
    public int Seconds { get; init; } = 10;

    /// <summary>Whether the median of each second, warm-up included, goes to standard error.</summary>
    public bool EachSecond { get; init; }

    public int Messages => Rate * (WarmUp + Seconds);

    public static LatencyOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new LatencyOptions();
        if (words.Length % 2 != 0) throw new FormatException($"{words[^1]} needs a value");
        for (var at = 0; at < words.Length; at += 2) options = options.With(words[at], words[at + 1]);
        return options;
    }

    private LatencyOptions With(string name, string value) => name switch
    {
        "--port" => this with { Port = Whole(value) },
        "--listen" => this with { Listen = value },
        "--qos" => this with { Qos = Whole(value) },
        "--rate" => this with { Rate = Whole(value) },
        "--warm-up" => this with { WarmUp = Whole(value) },
        "--seconds" => this with { Seconds = Whole(value) },
        "--each-second" => this with { EachSecond = value == "yes" },
        _ => throw new FormatException($"unknown option {name}"),
    };

    private static int Whole(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
