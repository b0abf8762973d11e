using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>The key of a window as a sentence has it.</summary>
internal static class KeyName
{
    /// <summary><c> of device 7, site north</c>, with its blank before; empty where windows have no key.</summary>
    public static string Of(BindingConfig binding, IReadOnlyList<FieldValue> key)
    {
        var names = binding.Window?.GroupBy ?? [];
        var parts = names.Zip(key, (name, value) => $"{name} {FieldHint.Shown(value)}").ToList();
        return parts.Count == 0 ? string.Empty : $" of {string.Join(", ", parts)}";
    }

    /// <summary>The key of an event.</summary>
    public static FieldValue[] Of(BindingConfig binding, EdgeEvent input) =>
        [.. (binding.Window?.GroupBy ?? []).Select(name => input[name])];
}
