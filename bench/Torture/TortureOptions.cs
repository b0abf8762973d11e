using System.Globalization;

namespace EventEdge.Torture;

/// <summary>What to do. Every option has a default; an unknown one is an error.</summary>
internal sealed record TortureOptions
{
    public int Runs { get; init; } = 1;
    public int Seed { get; init; } = 1;
    public double Minutes { get; init; } = 60;
    public long Messages { get; init; } = 20_000;
    public int Faults { get; init; } = 20;
    public int Sensors { get; init; } = 20;
    public double Rate { get; init; } = 100;
    public int InFlight { get; init; } = 50;
    public int Flood { get; init; } = 20_000;
    public string Only { get; init; } = string.Empty;
    public int Together { get; init; } = 1;
    public bool Each { get; init; }
    public int Part { get; init; } = 1;
    public int Parts { get; init; } = 1;
    public string Store { get; init; } = "both";
    public string? Report { get; init; }
    public bool Append { get; init; }
    public bool Tight { get; init; }
    public Control Control { get; init; }

    public const string Usage =
        """
        Usage: bench/torture.sh [--runs N] [--seed S] [--minutes M] [--messages N] [--faults N] [--sensors N] [--rate R]
                                [--in-flight N] [--flood N] [--only TEXT] [--each [--part K/N]] [--together N]
                                [--store influx|victoria|both] [--tight] [--control KIND] [--report FILE [--append]]

          --runs N        plants to start, one after the other (default 1)
          --seed S        seed of the first run; the next ones count on (default 1)
          --minutes M     begin no further run after M minutes (default 60)
          --messages N    acknowledged messages each run needs at least (default 20000)
          --faults N      faults of each run (default 20)
          --sensors N     QoS 1 sensors (default 20)
          --rate R        readings a second of each (default 100)
          --in-flight N   readings a sensor sends ahead of their acknowledgement, at most 100 (default 50)
          --flood N       keys of each flood of keys (default 20000)
          --only TEXT     only faults whose names contain this, such as "edge: kill -9 at writing",
            or one of several texts: "flood|edited"; "!flood" leaves out
          --each          each kind of fault once, in an order drawn by the seed, instead of drawing by weight
          --part K/N      of these kinds only the K-th of N equal hands (default 1/1)
          --together N    plants that run at the same time, each with a seed of its own (default 1)
          --store KIND    influx, victoria, or both: VictoriaMetrics for every fourth seed (default both)
          --tight         the edge has an outbox of 1 MiB and ten times the results: they lose resolution when the uplink is cut
                          (default: every fifth seed)
          --control KIND  negative control: the check must find losses. wipe-journal: the journal is deleted after each kill;
                          no-sync: syncs do nothing, and each kill is a power cut; early-ack: a sensor forgets what it has sent,
                          as if it had been acknowledged
          --report FILE   write the report: Markdown, and the runs as JSON lines beside it
          --append        add to the report that is there

        Exit code 0: every check holds, or the control was found out. 1: not so. 2: bad usage.
        """;

    /// <summary>In one line, for the report.</summary>
    public string Setting
    {
        get
        {
            var drawn = Each ? $"each kind of fault once, part {Part} of {Parts}" : $"{Faults} faults";
            var narrowed = Only.Length > 0 ? $", only \"{Only}\"" : "";
            return FormattableString.Invariant($"{Sensors} sensors × {Rate} readings/s, {InFlight} in flight, {drawn}{narrowed}.");
        }
    }

    /// <summary>Whether the run of a seed is one whose results lose resolution.</summary>
    public bool IsTight(int seed) => Tight || (!Each && Control == Control.None && seed % 5 == 4);

    /// <summary>Which store the run of a seed has.</summary>
    public bool UsesVictoria(int seed) => Store == "victoria" || (Store == "both" && seed % 4 == 3);

    /// <summary>Whether the edge of a seed has a disk that can lose its power, where the machine permits it.</summary>
    public bool UsesRealDisk(int seed) => Control == Control.None && (Each || seed % 2 == 0);

    public static TortureOptions Parse(string[] args)
    {
        var options = new TortureOptions();
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == "--each") options = options with { Each = true };
            else if (args[at] == "--tight") options = options with { Tight = true };
            else if (args[at] == "--append") options = options with { Append = true };
            else if (at + 1 == args.Length) throw new FormatException($"{args[at]} needs a value");
            else options = options.With(args[at], args[++at]);
        }

        if (options.InFlight is < 1 or > 100) throw new FormatException("--in-flight is 1 to 100: more would be too late after a crash");
        if (options.Part < 1 || options.Part > options.Parts) throw new FormatException("--part K/N needs K from 1 to N");
        return options;
    }

    private TortureOptions With(string name, string value) => name switch
    {
        "--runs" => this with { Runs = Whole(value) },
        "--seed" => this with { Seed = Whole(value) },
        "--minutes" => this with { Minutes = double.Parse(value, CultureInfo.InvariantCulture) },
        "--messages" => this with { Messages = Whole(value) },
        "--faults" => this with { Faults = Whole(value) },
        "--sensors" => this with { Sensors = Whole(value) },
        "--rate" => this with { Rate = double.Parse(value, CultureInfo.InvariantCulture) },
        "--in-flight" => this with { InFlight = Whole(value) },
        "--flood" => this with { Flood = Whole(value) },
        "--only" => this with { Only = value },
        "--together" => this with { Together = Whole(value) },
        "--part" when value.Split('/') is [var part, var parts] => this with { Part = Whole(part), Parts = Whole(parts) },
        "--store" when value is "influx" or "victoria" or "both" => this with { Store = value },
        "--report" => this with { Report = value },
        "--control" => this with { Control = ControlOf(value) },
        _ => throw new FormatException($"unknown option {name} {value}"),
    };

    private static Control ControlOf(string value) => value switch
    {
        "wipe-journal" => Control.WipeJournal,
        "no-sync" => Control.NoSync,
        "early-ack" => Control.EarlyAck,
        _ => throw new FormatException($"unknown control {value}"),
    };

    private static int Whole(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A defect built in on purpose, to see the check fail.</summary>
internal enum Control
{
    /// <summary>None.</summary>
    None,

    /// <summary>What was acknowledged and not yet decided is gone after a kill.</summary>
    WipeJournal,

    /// <summary>A disk whose syncs do nothing, under a power cut.</summary>
    NoSync,

    /// <summary>What was sent counts as acknowledged, whether it was committed or not.</summary>
    EarlyAck,
}
