using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Tests.Node.Support;

/// <summary>An uplink that leaves everything where it is.</summary>
internal sealed class FakeUplink(IOutboxReader outbox) : IUplink
{
    public IOutboxReader Outbox { get; } = outbox;

    public UplinkState State { get; set; } = UplinkState.Down;

    public string? LastError => null;

    public long Bytes => 0;

    public long Frames => 0;

    public void Start()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
