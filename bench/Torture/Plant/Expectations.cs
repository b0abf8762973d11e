using EventEdge.Torture.Check;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Plant;

/// <summary>What the faults of a run have made of what has to be right at its end.</summary>
internal sealed class Expectations
{
    private readonly List<Claim> _claims = [];
    private readonly List<string> _pardons = [];

    /// <summary>Readings that need not be.</summary>
    public Excuses Excuses { get; } = new();

    /// <summary>Clients that sent one message of each of very many keys.</summary>
    public List<Sensor> Floods { get; } = [];

    /// <summary>Clients whose messages are no events, or strange ones; they run again and again.</summary>
    public List<Sensor> Hostile { get; } = [];

    /// <summary>Frames sent to the cloud that nobody can read.</summary>
    public long Poison { get; set; }

    /// <summary>Whether points that were given up may be given up once more, because they came under a new numbering.</summary>
    public bool RefusalsMayRepeat { get; set; }

    /// <summary>Adds what has to be right at the end, once however often a fault says so.</summary>
    public void Claim(string name, Func<Task<string?>> departure)
    {
        if (!_claims.Exists(claim => claim.Name == name)) _claims.Add(new(name, departure));
    }

    /// <summary>Adds what was right or wrong when a fault looked.</summary>
    public void Saw(string name, string? departure) => _claims.Add(new(name, () => Task.FromResult(departure)));

    /// <summary>Looks at everything: by name, what is wrong with it, or null.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> LookAsync()
    {
        var departures = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var claim in _claims) departures[claim.Name] = departures.GetValueOrDefault(claim.Name) ?? await claim.Departure();
        return departures;
    }

    /// <summary>A finding of the ledgers whose words contain this is what a fault should lead to.</summary>
    public void Pardon(string reason) => _pardons.Add(reason);

    /// <summary>What is left of what the ledgers do not explain.</summary>
    public IReadOnlyList<string> Unpardoned(Ledger ledger) =>
        [.. ledger.Unexplained.Where(finding => !_pardons.Exists(pardon => finding.Contains(pardon, StringComparison.Ordinal)))];
}
