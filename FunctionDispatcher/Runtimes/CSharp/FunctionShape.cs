using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>The interfaces a C# function may implement; exactly one of them.</summary>
public enum FunctionShape
{
    /// <summary><see cref="IEventFunction"/>.</summary>
    Event,

    /// <summary><see cref="IWindowFunction"/>.</summary>
    Window,

    /// <summary><see cref="IStreamFunction"/>.</summary>
    Stream,

    /// <summary><see cref="IAggregateFunction"/>.</summary>
    Aggregate,

    /// <summary><see cref="IKeyedFunction"/>.</summary>
    Keyed,
}
