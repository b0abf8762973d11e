namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>An edge node of Sparkplug that the node is for others: its results are that node's data.</summary>
/// <param name="Group">The group, one level of a topic.</param>
/// <param name="Name">The edge node's name in its group, one level of a topic.</param>
public sealed record SparkplugEdgeNode(string Group, string Name)
{
    /// <summary>The host application without which it does not speak; null where it waits for none.</summary>
    public string? PrimaryHost { get; init; }

    /// <summary>How long a device may be silent until it counts as gone.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether values are sent again that have not changed.</summary>
    public bool SendsUnchanged { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Group}/{Name}";
}
