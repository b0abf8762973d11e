using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>A keyed function that waits for keys before their first event.</summary>
internal interface IExpectingFunction : IKeyedFunction
{
    /// <summary>The keys, each with a value for every tag of the binding that makes one.</summary>
    IReadOnlyList<IReadOnlyList<string>> ExpectedKeys { get; }

    /// <summary>The lookup of the binding whose rows have the keys; null where <see cref="ExpectedKeys"/> are all.</summary>
    string? ExpectedLookup { get; }

    /// <summary>Whether an event of the key ever came. One that is not expected any more, and never came, is forgotten.</summary>
    bool WasSeen(IKeyedState state);

    /// <summary>The state of a key that is waited for since an instant of recorded time.</summary>
    IKeyedState CreateExpected(DateTimeOffset since);
}
