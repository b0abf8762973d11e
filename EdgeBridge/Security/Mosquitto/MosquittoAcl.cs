using System.Text;
using EventEdge.EdgeBridge.Mqtt.Topics;

namespace EventEdge.EdgeBridge.Security.Mosquitto;

/// <summary>
/// Takes permissions over from an ACL file of Mosquitto: <c>user</c>, <c>topic</c> and <c>pattern</c> lines. Ours allow and never forbid,
/// so an allowance that a <c>deny</c> narrows is left out, and told: nobody may do more afterwards than before.
/// </summary>
public sealed class MosquittoAcl
{
    private static readonly char[] Blank = [' ', '\t'];

    private readonly List<Entry> _entries = [];
    private readonly List<string> _problems = [];
    private string? _user;
    private bool _isUserLeftOut;

    private MosquittoAcl()
    {
    }

    /// <summary>Translates a file.</summary>
    /// <returns>Lines for an ACL file of ours, and every line of theirs that has none, with its number and the reason.</returns>
    public static (IReadOnlyList<string> Rules, IReadOnlyList<string> Problems) Import(byte[] utf8)
    {
        var acl = new MosquittoAcl();
        foreach (var (line, number) in TextLines.Of(utf8)) acl.Take(line.Trim(), number);
        return ([.. acl.Rules().Distinct()], acl._problems);
    }

    private void Take(string line, int number)
    {
        var problem = line.Split(Blank, 2, StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["user", var name] => TakeUser(name.Trim()),
            ["topic", var rest] => TakeTopic(rest.Trim(), number),
            ["pattern", var rest] => TakeRule("*", rest.Trim(), number, isPattern: true),
            _ => "expected user NAME, topic [read|write|readwrite|deny] TOPIC or pattern [read|write|readwrite|deny] TOPIC",
        };
        if (problem is not null) _problems.Add($"line {number}: {problem}");
    }

    private string? TakeUser(string name)
    {
        (_user, _isUserLeftOut) = (name, name == "*" || name.AsSpan().ContainsAny(Blank));
        return _isUserLeftOut ? $"a user cannot be called '{name}' here; what follows for that user is left out" : null;
    }

    private string? TakeTopic(string rest, int number) => _user switch
    {
        null => "topics before the first user are for clients without a name, and here nobody is let in without one",
        _ when _isUserLeftOut => $"it is of user '{_user}', who cannot be called that here",
        _ => TakeRule(_user, rest, number, isPattern: false),
    };

    private string? TakeRule(string who, string rest, int number, bool isPattern)
    {
        var (access, topic) = rest.Split(Blank, 2, StringSplitOptions.RemoveEmptyEntries) is [
            ("read" or "write" or "readwrite" or "deny") and var word, var named]
            ? (word, named.Trim())
            : ("readwrite", rest);
        if (topic.AsSpan().ContainsAny('{', '}')) return $"braces in '{topic}' mean something else here";
        var filter = isPattern ? topic.Replace("%u", "{username}", StringComparison.Ordinal)
            .Replace("%c", "{client_id}", StringComparison.Ordinal) : topic;
        var may = access switch { "read" => "subscribe", "write" => "publish", "deny" => null, _ => "any" };
        try
        {
            Acl.Parse(Encoding.UTF8.GetBytes($"{who} {may ?? "any"} {filter}"));
        }
        catch (FormatException error)
        {
            return error.Message.Replace("line 1: ", string.Empty, StringComparison.Ordinal);
        }

        _entries.Add(new(number, who, may, filter));
        return may is null ? "there is no deny here: what no line allows is refused; allowances that it narrows are left out" : null;
    }

    private IEnumerable<string> Rules()
    {
        foreach (var entry in _entries.Where(one => one.May is not null))
        {
            var denial = _entries.Find(one => one.May is null && (one.Who == entry.Who || one.Who == "*" || entry.Who == "*")
                && FilterRelation.Overlap(Sample(one.Filter), Sample(entry.Filter)));
            if (denial is null) yield return $"{entry.Who} {entry.May} {entry.Filter}";
            else _problems.Add($"line {entry.Number}: '{entry.Filter}' is narrowed by the deny of line {denial.Number}: "
                + "write down what is left of it yourself");
        }
    }

    // Whoever it is and however the client is called.
    private static string Sample(string filter) => string.Join('/', filter.Split('/').Select(level => level.Contains('{') ? "+" : level));

    private sealed record Entry(int Number, string Who, string? May, string Filter);
}
