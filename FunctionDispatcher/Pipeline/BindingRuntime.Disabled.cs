namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// A binding whose function hung too often takes its events and rejects them. Its windows neither fire nor close: that would call the function.
/// </summary>
internal sealed partial class BindingRuntime
{
    /// <summary>Why the binding must not run, and from where on; null when it may.</summary>
    public DisabledBinding? Disabled { get; }

    private bool IsDisabledAt(long sequence) => Disabled is { } disabled && (sequence == 0 || sequence >= disabled.From);
}
