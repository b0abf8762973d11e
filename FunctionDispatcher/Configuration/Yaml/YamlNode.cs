using YamlDotNet.Core;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>A part of a YAML file that remembers where it stands.</summary>
internal abstract record YamlNode(SourcePosition Start);

/// <summary>
/// A single value. <see cref="IsPlain"/>: written without quotes, so that it may also be read as a number, true, false or null.
/// </summary>
internal sealed record YamlScalar(SourcePosition Start, string Value, ScalarStyle Style) : YamlNode(Start)
{
    public bool IsPlain => Style is ScalarStyle.Plain or ScalarStyle.Any;

    public bool IsNull => IsPlain && Value is ("" or "~" or "null" or "Null" or "NULL");
}

internal sealed record YamlSequence(SourcePosition Start, IReadOnlyList<YamlNode> Items) : YamlNode(Start);

/// <summary>Keys are unique: of a duplicate, the first is kept and the problem is told.</summary>
internal sealed record YamlMapping(SourcePosition Start, IReadOnlyList<YamlEntry> Entries) : YamlNode(Start)
{
    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Value == key) return entry;
        }

        return null;
    }
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
