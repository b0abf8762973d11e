namespace EventEdge.Contracts.Functions;

/// <summary>What a function is told about where it runs. One instance for the life of the binding.</summary>
public sealed class FunctionContext
{
    /// <summary>The binding's name.</summary>
    public required string Binding { get; init; }

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>The settings under <c>with:</c>, as text by key; nested keys joined with a dot.</summary>
    public IReadOnlyDictionary<string, string> With { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Event time as a clock: it moves with the binding's watermark, never with the wall, so that a replay sees the same time.
    /// </summary>
    public required TimeProvider EventTime { get; init; }

    /// <summary>
    /// What the function remembers about the key of the event or window it is called with; keys are told apart by the binding's tags. Kept
    /// across restarts, crashes and edits of the function. Outside a node, one key for all.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no current key: in a constructor, or in a reactive query, which keeps its own
    /// state.</exception>
    public FunctionState State => CurrentState();

    /// <summary>Finds the state of the current key.</summary>
    internal Func<FunctionState> CurrentState { get; set; } = OneForAll();

    private static Func<FunctionState> OneForAll()
    {
        var state = new FunctionState();
        return () => state;
    }
}
