using System.Globalization;

namespace EventEdge.LoadGenerator;

/// <summary>What to send. Every option has a default; an unknown one is an error.</summary>
internal sealed record LoadOptions
{
    public string Host { get; init; } = "127.0.0.1";
    public int Port { get; init; } = 1883;
    public int Clients { get; init; } = 8;
    public string TopicPattern { get; init; } = "bench/{i}/temp";
    public int Keys { get; init; } = 100;
    public double Seconds { get; init; } = 5;
    public long Messages { get; init; } = long.MaxValue;
    public int Qos { get; init; }
    public int InFlight { get; init; } = 100;
    public double Rate { get; init; }

    public const string Usage =
        "LoadGenerator [--host H] [--port P] [--clients N] [--topic-pattern bench/{i}/temp] [--keys N] [--seconds S] [--messages N] "
        + "[--qos 0|1] [--inflight N] [--rate MESSAGES_PER_SECOND]\n"
        + "--messages and --rate are totals over all clients; --inflight is for each client; without --rate the sockets are kept full.";

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var at = 0; at < args.Length; at += 2)
        {
            if (at + 1 == args.Length) throw new FormatException($"{args[at]} needs a value");
            options = options.With(args[at], args[at + 1]);
        }

        if (options.Qos is not (0 or 1)) throw new FormatException("--qos is 0 or 1");
        if (options.Clients < 1 || options.Keys < options.Clients) throw new FormatException("--keys must be at least --clients");
        return options;
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--host" => this with { Host = value },
        "--port" => this with { Port = Whole(value) },
        "--clients" => this with { Clients = Whole(value) },
        "--topic-pattern" => this with { TopicPattern = value },
        "--keys" => this with { Keys = Whole(value) },
        "--seconds" => this with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
        "--messages" => this with { Messages = long.Parse(value, CultureInfo.InvariantCulture), Seconds = 600 },
        "--qos" => this with { Qos = Whole(value) },
        "--inflight" => this with { InFlight = Whole(value) },
        "--rate" => this with { Rate = double.Parse(value, CultureInfo.InvariantCulture) },
        _ => throw new FormatException($"unknown option {name}"),
    };

    private static int Whole(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
