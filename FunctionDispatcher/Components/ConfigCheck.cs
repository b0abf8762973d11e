using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Components;

/// <summary>
/// Where a component tells what is wrong with its part of a binding. Every problem is shown at the place in the file that it is about;
/// one about a key that was not given, or was not read rightly and so has been told already, is left out.
/// </summary>
public sealed class ConfigCheck
{
    private readonly CheckScope _scope;

    internal ConfigCheck(BindingConfig binding, CheckScope scope)
    {
        Binding = binding;
        _scope = scope;
    }

    /// <summary>The binding. What was not read rightly has its default in it.</summary>
    public BindingConfig Binding { get; }

    /// <summary>Every binding of the file, in file order.</summary>
    public IReadOnlyList<BindingConfig> Bindings => _scope.Bindings;

    /// <summary>Every component that is known; null where what depends on them is not to be checked.</summary>
    public IReadOnlyCollection<IComponent>? Known => _scope.Known;

    /// <summary>Whether a key was given and read rightly.</summary>
    /// <param name="record">The config record it belongs to.</param>
    /// <param name="property">The property it was read to.</param>
    public bool IsGiven(object? record, string property) => _scope.Map.FindEntry(record, property) is not null;

    /// <summary>Tells a problem at a key's value.</summary>
    /// <param name="record">The config record it belongs to.</param>
    /// <param name="property">The property it was read to.</param>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="suggestion">What was perhaps meant.</param>
    public void Report(object record, string property, string message, string? suggestion = null)
    {
        if (_scope.Map.Find(record, property) is { } value) _scope.Problems.Add(value.Start, message, suggestion);
    }

    /// <summary>Tells a problem at the key itself.</summary>
    public void ReportAtKey(object record, string property, string message, string? suggestion = null)
    {
        if (_scope.Map.FindEntry(record, property) is { } entry) _scope.Problems.Add(entry.Key.Start, message, suggestion);
    }

    /// <summary>Tells a problem at one character of a key's text.</summary>
    public void ReportInside(object record, string property, int offset, string message, string? suggestion = null)
    {
        if (_scope.Map.Find(record, property) is YamlScalar text) _scope.Problems.AddInside(text, offset, message, suggestion);
    }

    /// <summary>Tells a problem at the first item of this text in a list.</summary>
    public void ReportItem(object record, string property, string item, string message, string? suggestion = null)
    {
        if (_scope.Map.Find(record, property) is not YamlSequence list) return;
        if (list.Items.OfType<YamlScalar>().FirstOrDefault(i => i.Value == item) is { } found)
            _scope.Problems.Add(found.Start, message, suggestion);
    }

    /// <summary>Tells a problem at a setting inside a mapping, named by its dotted path: at the deepest part of it that is there.</summary>
    /// <returns>Whether any part is there; nothing is told where none is.</returns>
    public bool TryReportSetting(object record, string property, string path, string message)
    {
        var node = _scope.Map.Find(record, property);
        SourcePosition? place = null;
        foreach (var key in path.Split('.'))
        {
            if ((node as YamlMapping)?.Find(key) is not { } entry) break;
            (place, node) = (entry.Key.Start, entry.Value);
        }

        if (place is { } found) _scope.Problems.Add(found, message);
        return place is not null;
    }

    /// <summary>Whether a key is in the file and was not read rightly.</summary>
    public bool IsMisread(object record, string key, string property) =>
        _scope.Map.Find(record)?.Find(key) is not null && !IsGiven(record, property);

    /// <summary>Takes something that only one binding of a file may have, such as a route.</summary>
    /// <param name="what">What is taken, beginning with the component's name.</param>
    /// <param name="holder">The binding that has it: this one, when it was free.</param>
    public bool TryClaim(string what, out string holder)
    {
        var isFree = _scope.Claims.TryAdd(what, Binding.Name);
        holder = _scope.Claims[what];
        return isFree;
    }
}

/// <summary>What the checks of one file share.</summary>
internal sealed record CheckScope(
    ProblemList Problems, SourceMap Map, IReadOnlyList<BindingConfig> Bindings, IReadOnlyCollection<IComponent>? Known)
{
    public Dictionary<string, string> Claims { get; } = new(StringComparer.Ordinal);
}
