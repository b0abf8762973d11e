namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>A binding that is well-formed cannot be built: its assembly is missing, its function refuses its settings.</summary>
public sealed class BindingException(string binding, string reason, Exception? inner = null)
    : Exception($"binding {binding}: {reason}", inner)
{
    /// <summary>The binding.</summary>
    public string Binding { get; } = binding;
}
