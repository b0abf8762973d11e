using System.Text;
using EventEdge.Publishing;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>Keeps what is sent; acknowledges on flush, or less when told to.</summary>
internal sealed class CollectingSender : IMqttSender
{
    public List<(string Topic, string Payload, int Qos, bool Retain)> Sent { get; } = [];

    public long Unacknowledged { get; init; }

    public bool Disposed { get; private set; }

    public long Acknowledged { get; private set; }

    public Action? OnSend { get; set; }

    public ValueTask SendAsync(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Sent.Add((topic, Encoding.UTF8.GetString(payload.Span), qos, retain));
        OnSend?.Invoke();
        return ValueTask.CompletedTask;
    }

    public Task FlushAsync(CancellationToken cancellation)
    {
        Acknowledged = Sent.Count - Unacknowledged;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
