using System.Buffers;
using EventEdge.EdgeBridge.Mqtt.Topics;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Which client may use which topics: lines <c>WHO MAY FILTER</c>. WHO is a user name or <c>*</c>; MAY is any of <c>publish</c>,
/// <c>subscribe</c>, <c>will</c> and <c>any</c>, joined by commas; FILTER may name <c>{username}</c> and <c>{client_id}</c>. What no line
/// allows is refused.
/// </summary>
internal sealed class Acl
{
    private const string Everybody = "*";
    private static readonly char[] Blank = [' ', '\t'];
    private static readonly SearchValues<char> MeansSomething = SearchValues.Create("/+#{}\0");

    private readonly List<Rule> _rules = [];

    /// <summary>Number of rules.</summary>
    public int Count => _rules.Count;

    /// <exception cref="FormatException">Lines that say nothing that could be meant; every one of them with its number.</exception>
    public static Acl Parse(byte[] utf8)
    {
        var acl = new Acl();
        var problems = new List<string>();
        foreach (var (line, number) in TextLines.Of(utf8))
        {
            if (acl.Take(line) is { } problem) problems.Add($"line {number}: {problem}");
        }

        return problems.Count == 0 ? acl : throw new FormatException(string.Join("; ", problems));
    }

    /// <summary>The rules that concern a client, its name and id filled in.</summary>
    public IEnumerable<(TopicUse Use, string Filter)> For(ClientIdentity client)
    {
        foreach (var rule in _rules)
        {
            if (rule.Who is not null && rule.Who != client.User) continue;
            if (Fill(rule.Filter, client) is { } filter) yield return (rule.Use, filter);
        }
    }

    private string? Take(string line)
    {
        if (line.Split(Blank, 3, StringSplitOptions.RemoveEmptyEntries) is not [var who, var may, var filter])
            return "expected WHO MAY FILTER, such as * publish plant/{username}/#";
        var use = TopicUse.None;
        foreach (var word in may.Split(','))
        {
            if (Use(word) is not { } one) return $"'{word}' is none of publish, subscribe, will, any";
            use |= one;
        }

        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return "name the filter itself; a shared subscription to it is allowed with it";
        var sample = filter.Replace("{username}", "x", StringComparison.Ordinal).Replace("{client_id}", "x", StringComparison.Ordinal);
        if (sample.AsSpan().ContainsAny('{', '}')) return $"'{filter}' names something other than {{username}} and {{client_id}}";
        if (!TopicFilter.IsValid(sample)) return $"'{filter}' is not a topic filter";
        _rules.Add(new(who == Everybody ? null : who, use, filter));
        return null;
    }

    private static TopicUse? Use(string word) => word switch
    {
        "publish" => TopicUse.Publish | TopicUse.Will,
        "will" => TopicUse.Will,
        "subscribe" => TopicUse.Subscribe,
        "any" => TopicUse.Publish | TopicUse.Will | TopicUse.Subscribe,
        _ => null,
    };

    // A name that is itself a piece of a filter would widen the rule, so such a rule does not hold for such a client.
    private static string? Fill(string filter, ClientIdentity client)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("{username}", client.User), ("{client_id}", client.ClientId)])
        {
            if (!filter.Contains(name, StringComparison.Ordinal)) continue;
            if (value.Length == 0 || value.AsSpan().ContainsAny(MeansSomething) || value[0] == '$') return null;
            filter = filter.Replace(name, value, StringComparison.Ordinal);
        }

        return filter;
    }

    private sealed record Rule(string? Who, TopicUse Use, string Filter);
}

/// <summary>What a client may want with a topic.</summary>
[Flags]
internal enum TopicUse
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Publish to it.</summary>
    Publish = 1,

    /// <summary>Receive from it.</summary>
    Subscribe = 2,

    /// <summary>Leave a will on it.</summary>
    Will = 4,
}
