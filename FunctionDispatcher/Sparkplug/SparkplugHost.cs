namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>A host application of Sparkplug that the node is for others: edge nodes may wait for it.</summary>
/// <param name="Id">Its name, one level of a topic.</param>
public sealed record SparkplugHost(string Id);
