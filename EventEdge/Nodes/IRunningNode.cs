using EventEdge.EdgeBridge.Http;
using EventEdge.Settings.Values;

namespace EventEdge.Nodes;

/// <summary>
/// A node that runs. Life: started by <see cref="NodeFactories"/>, DisposeAsync stops it in order, the listener for messages first.
/// </summary>
internal interface IRunningNode : IAsyncDisposable
{
    /// <summary>Where HTTP really listens.</summary>
    Uri Http { get; }

    /// <summary>Where the embedded broker really listens; null when there is none.</summary>
    HostPort? Mqtt { get; }

    /// <summary>Completes, with the reason, when the process has to end and be started again; null where it never has.</summary>
    Task<string>? Hung => null;

    /// <summary>
    /// Completes, with the reason, when a part of the node has ended that nothing but a new process brings back; null where none can.
    /// </summary>
    Task<string>? Died => null;

    /// <summary>The edge node's state and link; null for a cloud node.</summary>
    INodeView? View { get; }
}
