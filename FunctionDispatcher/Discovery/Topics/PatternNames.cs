using System.Text;
using EventEdge.FunctionDispatcher.Discovery.Fields;

namespace EventEdge.FunctionDispatcher.Discovery.Topics;

/// <summary>Names what varies in a pattern, and what its bindings are called.</summary>
internal static class PatternNames
{
    /// <summary>Longest name of a binding that is made of levels; others are added behind it.</summary>
    private const int NameLimit = 40;

    private static readonly string[] Taken = ["node", "time", "partial", "final", "value", "unit", "index"];

    // Levels that say what follows, but are no name for it.
    private static readonly HashSet<string> Vague = new(StringComparer.Ordinal)
    {
        "data", "telemetry", "tele", "stat", "state", "status", "up", "out", "in", "pub", "mqtt", "iot", "api", "raw", "json", "events",
        "event", "topic",
        "topics", "values", "value", "read", "get", "messages", "message", "v1", "v2", "v3", "edge", "from", "to", "all", "live",
    };

    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "site", "building", "floor", "room", "area", "zone", "line", "cell", "hall", "machine", "device", "sensor", "node", "gateway",
        "station",
        "meter", "channel", "relay", "switch", "camera", "pump", "tank", "press", "motor", "valve", "inverter", "battery", "vehicle",
        "charger",
        "tag", "unit", "group", "port", "tenant", "customer", "project", "house", "home", "plant", "robot", "panel", "module", "slave",
        "circuit",
    };

    /// <summary>The filter, the name, and the captures of which only one value was seen.</summary>
    /// <param name="levels">The pattern.</param>
    /// <param name="fields">Names that fields of the payload have: a capture would hide them.</param>
    public static (string Filter, string Name, IReadOnlyList<string> Lone) Of(IReadOnlyList<PatternLevel> levels,
        IReadOnlySet<string> fields)
    {
        var names = new string?[levels.Count];
        var used = new HashSet<string>(Taken, StringComparer.Ordinal);
        var captures = levels.Index().Where(l => l.Item.Text is null).Select(l => l.Index).ToList();
        foreach (var index in captures)
        {
            var previous = index > 0 && levels[index - 1].Text is { } text ? Singular(Snake(text)) : string.Empty;
            var isContainer = Containers.Contains(previous) && (index > 1 || previous != "plant" && previous != "home"
                && previous != "house");
            if (isContainer || (index > 1 && IsName(previous) && !Vague.Contains(previous))) names[index] = previous;
        }

        // From the right: what stands nearest to the reading is the device.
        string[] places = ["device", "area", "site", "region", "tenant"];
        var place = 0;
        foreach (var index in captures.AsEnumerable().Reverse())
        {
            // A device that has its name already leaves the rest of the way to places.
            if (names[index] is not null) place = Math.Max(place, 1);
            var wanted = names[index] ?? (place < places.Length ? places[place++] : $"level{index + 1}");
            names[index] = Free(wanted, used, fields);
        }

        var filter = string.Join('/', levels.Select((l, i) => LevelText(l, names[i])));
        var lone = captures.Where(i => levels[i].Values.Count == 1).Select(i => names[i]!).ToList();
        return (filter, NameOf(levels), lone);
    }

    /// <summary>A text as a name of small letters, digits and <c>_</c> with a letter first; empty where nothing is left of it.</summary>
    public static string Snake(string text)
    {
        var name = new StringBuilder();
        foreach (var c in Quantities.Snake(text))
        {
            if (char.IsAsciiLetterOrDigit(c)) name.Append(c);
            else if (name.Length > 0 && name[^1] != '_') name.Append('_');
        }

        var trimmed = name.ToString().Trim('_');
        return trimmed.Length > 0 && char.IsAsciiDigit(trimmed[0]) ? $"n{trimmed}" : trimmed;
    }

    // Braces in a topic would be read as a capture.
    private static string LevelText(PatternLevel level, string? name) =>
        level.Text is not { } text ? $"{{{name}}}" : text.AsSpan().IndexOfAny("{}") >= 0 ? "+" : text;

    private static string NameOf(IReadOnlyList<PatternLevel> levels)
    {
        var words = levels.Where(l => l.Text is not null).Select(l => Snake(l.Text!)).Where(w => w.Length > 0).ToList();
        while (words.Count > 1 && string.Join('_', words).Length > NameLimit) words.RemoveAt(0);
        var name = string.Join('_', words);
        if (name.Length == 0) return "messages";
        return name.Length <= NameLimit ? name : name[..NameLimit].TrimEnd('_');
    }

    private static string Free(string wanted, HashSet<string> used, IReadOnlySet<string> fields)
    {
        string[] choices = [wanted, $"topic_{wanted}", .. Enumerable.Range(2, 200).Select(n => $"topic_{wanted}{n}")];
        var name = choices.First(c => !used.Contains(c) && !fields.Contains(c));
        used.Add(name);
        return name;
    }

    private static bool IsName(string text) => text.Length is > 1 and <= 24 && char.IsAsciiLetter(text[0]);

    private static string Singular(string text) => text switch
    {
        _ when text.EndsWith("ies", StringComparison.Ordinal) && text.Length > 4 => $"{text[..^3]}y",
        _ when text.EndsWith("sses", StringComparison.Ordinal) => text[..^2],
        _ when text.EndsWith('s') && !text.EndsWith("ss", StringComparison.Ordinal) && !text.EndsWith("us", StringComparison.Ordinal)
            && text.Length > 3
            => text[..^1],
        _ => text,
    };
}
