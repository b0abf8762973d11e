using System.Diagnostics.CodeAnalysis;

namespace EventEdge.FunctionDispatcher.Triggers.Http;

/// <summary>
/// Which requests a binding answers: a method and a path whose parts are words or captures, <c>POST /measure/{device}</c>.
/// </summary>
public sealed class HttpRoute
{
    /// <summary>Most parts of a path.</summary>
    public const int PartLimit = 32;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] Reserved = [
        "api", "healthz", "metrics", "dashboard.css", "dashboard.js", "charts.js", "session.js", "favicon.ico"];

    private readonly string[] _parts;

    private HttpRoute(string text, string method, string[] parts)
    {
        Text = text;
        Method = method;
        _parts = parts;
        Captures = [.. parts.Where(IsCapture).Select(NameOf)];
    }

    /// <summary>As declared.</summary>
    public string Text { get; }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; }

    /// <summary>Names of the captures, from the left.</summary>
    public IReadOnlyList<string> Captures { get; }

    /// <summary>The method and the path with captures without their names: two routes of one shape answer the same requests.</summary>
    public string Shape => $"{Method} /{string.Join('/', _parts.Select(p => IsCapture(p) ? "{}" : p))}";

    /// <summary>Reads a route; when it is none, <paramref name="error"/> says why in one clause.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HttpRoute? route, [NotNullWhen(false)] out string? error)
    {
        var words = text.Split(' ');
        var parts = words.Length == 2 && words[1].StartsWith('/') ? words[1][1..].Split('/') : [];
        error = Fault(words, parts);
        route = error is null ? new HttpRoute(text, words[0], parts) : null;
        return route is not null;
    }

    /// <summary>What the captures hold for a path; null where it does not match.</summary>
    /// <param name="path">The parts of the path, decoded.</param>
    public IReadOnlyList<string>? Match(IReadOnlyList<string> path)
    {
        if (path.Count != _parts.Length) return null;
        var captured = new List<string>(Captures.Count);
        for (var i = 0; i < _parts.Length; i++)
        {
            if (IsCapture(_parts[i])) captured.Add(path[i]);
            else if (_parts[i] != path[i]) return null;
        }

        return captured.Contains(string.Empty) ? null : captured;
    }

    /// <summary>Orders routes that match the same path: the leftmost word goes before a capture.</summary>
    public static int Compare(HttpRoute left, HttpRoute right)
    {
        for (var i = 0; i < Math.Min(left._parts.Length, right._parts.Length); i++)
        {
            var order = IsCapture(left._parts[i]).CompareTo(IsCapture(right._parts[i]));
            if (order != 0) return order;
        }

        return string.CompareOrdinal(left.Text, right.Text);
    }

    /// <summary>The parts of a path that is decoded already.</summary>
    public static IReadOnlyList<string> PartsOf(string path) => path.Length < 2 ? [] : path[1..].Split('/');

    private static string? Fault(string[] words, string[] parts)
    {
        if (words.Length != 2) return "a method and a path, such as GET /time, are needed";
        if (!Methods.Contains(words[0])) return $"the method must be one of {string.Join(", ", Methods)}, not '{words[0]}'";
        if (!words[1].StartsWith('/')) return $"the path must begin with '/', which '{words[1]}' does not";
        if (parts.Length > PartLimit) return $"the path has {parts.Length} parts, more than {PartLimit}";
        if (parts is [""]) return "the path '/' is the dashboard's";
        if (IsCapture(parts[0])) return "the first part of the path must be a word: the node has paths of its own";
        if (Reserved.Contains(parts[0])) return $"paths under '/{parts[0]}' are the node's own";
        if (parts.FirstOrDefault(p => !IsCapture(p) && !IsWord(p)) is { } bad)
            return $"'{bad}' must be letters, digits, '.', '-', '_' or '~', or a whole capture '{{name}}'";
        var captures = parts.Where(IsCapture).Select(NameOf).ToList();
        return captures.GroupBy(c => c)
            .FirstOrDefault(g => g.Count() > 1) is { } twice ? $"the capture '{{{twice.Key}}}' appears twice" : null;
    }

    private static bool IsCapture(string part) =>
        part is ['{', .., '}'] && part.Length > 2 && !char.IsAsciiDigit(part[1])
            && NameOf(part).All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string NameOf(string part) => part[1..^1];

    private static bool IsWord(string part) => part.Length > 0 && part is not ("." or "..")
        && part.All(c => char.IsAsciiLetterOrDigit(c) || ".-_~".Contains(c, StringComparison.Ordinal));
}
