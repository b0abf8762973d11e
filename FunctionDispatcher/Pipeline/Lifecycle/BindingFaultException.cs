using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

/// <summary>
/// A defect: a binding could not take what it was given, and what it holds may be wrong. The loop that drives the dispatcher ends.
/// </summary>
public sealed class BindingFaultException : Exception
{
    private BindingFaultException(BindingIdentity binding, long position, Exception inner)
        : base($"binding {binding.Name} failed at journal position {position}: {inner.GetType().Name}: {inner.Message}", inner) =>
        (Binding, Position) = (binding, position);

    /// <summary>The binding.</summary>
    public BindingIdentity Binding { get; }

    /// <summary>Journal position of what it was given; 0 when that was not journalled.</summary>
    public long Position { get; }

    /// <summary>Whether an exception is the binding's own: not the end of the loop, and not a disk that takes nothing.</summary>
    internal static bool Is(Exception error) =>
        error is not (OperationCanceledException or IOException or TimeoutException or BindingFaultException);

    internal static BindingFaultException Of(BindingIdentity binding, long position, Exception error) => new(binding, position, error);
}
