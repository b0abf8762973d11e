using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventEdge.Torture.Check;

/// <summary>The account of one run; one JSON line of the output, and of the file a report grows from.</summary>
internal sealed record RunResult
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Suite { get; init; } = "torture";

    public required int Seed { get; init; }

    public required string Store { get; init; }

    public required double Seconds { get; init; }

    /// <summary>SIGKILL of edge or cloud.</summary>
    public required int Kills { get; init; }

    /// <summary>Faults that were really met.</summary>
    public required int Faults { get; init; }

    public required long Acknowledged { get; init; }

    public required long Windows { get; init; }

    /// <summary>Of the stored windows, those that stand for several because results lost resolution.</summary>
    public long WideWindows { get; init; }

    /// <summary>Packets sent with DUP.</summary>
    public required long Resent { get; init; }

    public required long Lost { get; init; }

    public required long CountedTwice { get; init; }

    public required long WrongWindows { get; init; }

    public required long DuplicatePoints { get; init; }

    public required long StrangeAcks { get; init; }

    /// <summary>Null when edge or cloud did not answer at the end.</summary>
    public required LedgerCheck? Ledger { get; init; }

    /// <summary>Faults by name.</summary>
    public required IReadOnlyDictionary<string, FaultCount> Kinds { get; init; }

    /// <summary>Windows that were not compared, because a fault took readings of them that were acknowledged.</summary>
    public long Excused { get; init; }

    /// <summary>What else had to be right, and what was wrong with it: null for nothing.</summary>
    public IReadOnlyDictionary<string, string?> Claims { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the ledgers of both sides do not explain.</summary>
    public IReadOnlyList<string> Unexplained { get; init; } = [];

    /// <summary>The first departures, in words.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>How the run was set up.</summary>
    public required string Setting { get; init; }

    /// <summary>Every promise holds.</summary>
    public bool Clean =>
        AreReadingsRight && Ledger is { IsClean: true } && Unexplained.Count == 0 && Claims.Values.All(departure => departure is null);

    private bool AreReadingsRight => Lost == 0 && CountedTwice == 0 && WrongWindows == 0 && DuplicatePoints == 0 && StrangeAcks == 0;

    /// <summary>What ran under which versions; entered when the run is reported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Versions { get; init; }

    public static RunResult Parse(string line) =>
        JsonSerializer.Deserialize<RunResult>(line, Json) ?? throw new FormatException("an empty line is no run");

    public string ToLine() => JsonSerializer.Serialize(this, Json);
}

/// <summary>How often a fault was met, and how often it was tried in vain.</summary>
internal sealed record FaultCount(int Done, int Vain);
