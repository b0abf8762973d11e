using EventEdge.Cli;
using Microsoft.Extensions.Configuration;

namespace EventEdge.Settings;

/// <summary>
/// Reads a settings file: flat, one key a setting. JSON when its name ends in <c>.json</c>; otherwise YAML, of which such a file needs only
/// <c>key: value</c> lines and comments.
/// </summary>
internal static class SettingsFile
{
    public static IReadOnlyList<KeyValuePair<string, string?>> Read(string path)
    {
        if (!File.Exists(path)) throw CommandFailure.BadInput($"--config: there is no file {path}");
        try
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Json(path) : Yaml(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput($"--config: cannot read {path}");
        }
    }

    private static List<KeyValuePair<string, string?>> Json(string path)
    {
        try
        {
            var read = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            return [.. read.AsEnumerable()];
        }
        catch (InvalidDataException malformed)
        {
            throw CommandFailure.BadInput(
                $"{path}: not valid JSON: {(malformed.InnerException ?? malformed).Message.ReplaceLineEndings(" ")}");
        }
    }

    private static List<KeyValuePair<string, string?>> Yaml(string path)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim() is "" or "---" || line.TrimStart().StartsWith('#')) continue;
            var pair = Pair(line) ?? throw CommandFailure.BadInput($"{path}:{number}: expected 'key: value'");
            pairs.Add(keys.Add(pair.Key) ? pair : throw CommandFailure.BadInput(
                $"{path}:{number}: {pair.Key} is there twice; leave one out"));
        }

        return pairs;
    }

    private static KeyValuePair<string, string?>? Pair(string line)
    {
        var colon = line.IndexOf(':');
        if (colon <= 0 || char.IsWhiteSpace(line[0]) || (colon + 1 < line.Length && line[colon + 1] != ' ')) return null;
        var value = line[(colon + 1)..].Trim();
        if (value is ['\'' or '"', ..]) return value.Length >= 2 && value[^1] == value[0] ? new(line[..colon], value[1..^1]) : null;
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return new(line[..colon], comment < 0 ? value : value[..comment].TrimEnd());
    }
}
