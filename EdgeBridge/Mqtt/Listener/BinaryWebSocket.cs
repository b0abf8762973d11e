using System.Net.WebSockets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>A WebSocket that carries binary frames and nothing else: one with text is closed with status 1003 [MQTT-6.0.0-1].</summary>
internal sealed class BinaryWebSocket(WebSocket inner) : WebSocket
{
    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    /// <exception cref="MqttFaultException">A text frame has come; the other side was told.</exception>
    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (received.MessageType == WebSocketMessageType.Text) await RefuseTextAsync(cancellationToken).ConfigureAwait(false);
        return received;
    }

    /// <exception cref="MqttFaultException">A text frame has come; the other side was told.</exception>
    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (received.MessageType == WebSocketMessageType.Text) await RefuseTextAsync(cancellationToken).ConfigureAwait(false);
        return received;
    }

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();

    private async Task RefuseTextAsync(CancellationToken cancellation)
    {
        await inner.CloseOutputAsync(WebSocketCloseStatus.InvalidMessageType, "MQTT travels in binary frames", cancellation)
            .ConfigureAwait(false);
        throw new MqttFaultException(MqttDisconnectReasonCode.ProtocolError, "a WebSocket frame carries text") { IsTold = true };
    }
}
