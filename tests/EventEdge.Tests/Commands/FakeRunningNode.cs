using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Nodes;
using EventEdge.Settings.Values;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>A node that only says what a test sets.</summary>
internal sealed class FakeRunningNode : IRunningNode, INodeView
{
    public Uri Http { get; } = new("http://127.0.0.1:8080");

    public HostPort? Mqtt { get; } = new("127.0.0.1", 1883);

    public INodeView View => this;

    public bool Disposed { get; private set; }

    public Task<string>? Hung { get; set; }

    public Task<string>? Died { get; set; }

    public EdgeSnapshot State { get; set; } = new() { Node = "n", At = DateTimeOffset.UnixEpoch, Bindings = [] };

    public LinkSwitch Link { get; } = new();

    public long? PointsStored { get; set; }

    public EdgeSnapshot Snapshot() => State;

    public IReadOnlyList<RecentResult> Recent(long after) => [];

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
