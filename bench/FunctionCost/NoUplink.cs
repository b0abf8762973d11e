using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.FunctionCost;

/// <summary>An uplink that leaves everything where it is.</summary>
internal sealed class NoUplink : IUplink
{
    public UplinkState State => UplinkState.Down;

    public string? LastError => null;

    public long Bytes => 0;

    public long Frames => 0;

    public void Start()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
