using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Stores;

/// <summary>What a writer is given of the node that opens it.</summary>
/// <param name="DataDirectory">The node's directory, which is there.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where it writes what an operator should know.</param>
public sealed record StoreContext(string DataDirectory, TimeProvider Time, ILogger Log);
