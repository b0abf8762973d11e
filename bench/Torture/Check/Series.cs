namespace EventEdge.Torture.Check;

/// <summary>What is asked of a store: a measurement of one node, of the devices whose names begin with a dead letter.</summary>
internal sealed record Series(string Measurement, string Node = Series.Edge, char Devices = 't')
{
    /// <summary>The edge under torture.</summary>
    public const string Edge = "torture";
}
