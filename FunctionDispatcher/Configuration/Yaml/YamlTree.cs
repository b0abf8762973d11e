using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>
/// One YAML document as a tree with positions. Aliases, anchors and tags are refused, and depth is bounded: a small file cannot become
/// a large tree.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Deepest nesting.</summary>
    public const int DepthLimit = 32;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private int _depth;

    private YamlTree(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The document; null when the text is empty or is not YAML, which is told as a problem.</summary>
    public static YamlNode? Read(string text, ProblemList problems)
    {
        try
        {
            return new YamlTree(text, problems).ReadStream();
        }
        catch (YamlException broken)
        {
            problems.Add(PlaceOf(broken, problems.Source), $"not YAML: {Reason(broken)}");
            return null;
        }
    }

    private YamlNode? ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return null;
        var root = ReadNode();
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            _problems.Add(Place(second.Start), "a bindings file is one document: the second one is not read");
        return root;
    }

    private YamlNode ReadNode()
    {
        var start = _parser.Current!.Start;
        if (++_depth > DepthLimit) throw new YamlException(start, start, $"nested more than {DepthLimit} deep");
        CheckProperties();
        var node = ReadContent(start);
        _depth--;
        return node;
    }

    private YamlNode ReadContent(Mark start)
    {
        if (_parser.TryConsume<Scalar>(out var scalar)) return new YamlScalar(Place(start), scalar.Value, scalar.Style);
        if (_parser.TryConsume<SequenceStart>(out _)) return new YamlSequence(Place(start), ReadItems());
        if (_parser.TryConsume<MappingStart>(out _)) return new YamlMapping(Place(start), ReadEntries());
        _parser.MoveNext();
        return new YamlScalar(Place(start), string.Empty, ScalarStyle.Plain);
    }

    private List<YamlNode> ReadItems()
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode());
        return items;
    }

    private List<YamlEntry> ReadEntries()
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode();
            var value = ReadNode();
            if (key is not YamlScalar name) _problems.Add(key.Start, "a key must be a word, not a list or a mapping");
            else if (!entries.TryAdd(name.Value, new(name, value)))
                _problems.Add(name.Start, $"'{name.Value}' is given twice, first in line {entries[name.Value].Key.Start.Line}");
        }

        return [.. entries.Values];
    }

    private void CheckProperties()
    {
        var current = _parser.Current!;
        if (current is AnchorAlias alias)
            _problems.Add(Place(current.Start), $"aliases (*{alias.Value}) have no place in a bindings file: write the value out");
        if (current is not NodeEvent node) return;
        if (!node.Anchor.IsEmpty) _problems.Add(Place(current.Start), $"anchors (&{node.Anchor}) have no place in a bindings file");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            _problems.Add(Place(current.Start), $"tags ({node.Tag}) have no place in a bindings file");
    }

    private static SourcePosition Place(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>The scanner blames the block that a tab is in; the tab itself is what has to be found.</summary>
    private static SourcePosition PlaceOf(YamlException broken, SourceText source)
    {
        if (Reason(broken).Contains("tab", StringComparison.Ordinal) && source.FindTabIndent() is { } tab) return tab;
        return Place(broken.End);
    }

    private static string Reason(YamlException broken)
    {
        var reason = (broken.InnerException ?? broken).Message.TrimEnd('.');
        return reason.Length > 0 ? char.ToLowerInvariant(reason[0]) + reason[1..] : "it cannot be read";
    }
}
