using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Discovery.Proposals;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Writing;

/// <summary>Writes proposed bindings as a bindings file that people read. What came from devices stands there as visible text.</summary>
internal sealed class BindingsText
{
    private const int FlowLimit = 120;

    // A value of these keys stands in lines of its own, as people would write it.
    private static readonly string[] Blocks = ["fields", "set"];

    private readonly List<string> _lines = [];

    /// <summary>Where each binding stands: its first and its last line, counted from 1.</summary>
    public List<(ProposedBinding Binding, int First, int Last)> Places { get; } = [];

    /// <inheritdoc />
    public override string ToString() => string.Join('\n', _lines) + "\n";

    /// <summary>A line of comment, so many blanks from the left.</summary>
    public void Comment(string text, int indent = 0) =>
        _lines.Add($"{new string(' ', indent)}# {VisibleText.Of(text)}".TrimEnd());

    /// <summary>A line without content.</summary>
    public void Blank() => _lines.Add(string.Empty);

    /// <summary>The line that begins the bindings.</summary>
    public void Begin(bool any) => _lines.Add(any ? "bindings:" : "bindings: []");

    /// <summary>A binding; as comments where it is not to run.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="isOut">Whether it is not to run.</param>
    public void Binding(ProposedBinding binding, bool isOut)
    {
        var first = _lines.Count + 1;
        foreach (var remark in binding.Remarks) Comment(remark, 2);
        var mark = isOut ? "# " : string.Empty;
        _lines.Add($"  {mark}- name: {binding.Name}");
        foreach (var (key, value) in binding.Keys) Write(key, value, $"  {mark}  ", Blocks.Contains(key));
        if (!isOut) Places.Add((binding, first, _lines.Count));
    }

    private void Write(string key, object value, string indent, bool asBlock)
    {
        var line = $"{indent}{FlowText.Scalar(key)}: {FlowText.Of(value)}";
        if (value is not FlowMap map || (!asBlock && line.Length <= FlowLimit) || map.Count == 0)
        {
            _lines.Add(line);
            return;
        }

        _lines.Add($"{indent}{FlowText.Scalar(key)}:");
        foreach (var (inner, setting) in map) Write(inner, setting, $"{indent}  ", asBlock: false);
    }
}
