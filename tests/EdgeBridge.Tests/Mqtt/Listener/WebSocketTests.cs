using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using MQTTnet;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Listener;

public sealed class WebSocketTests : MqttEndpointTests
{
    private const string Good =
        "GET /mqtt HTTP/1.1\r\nHost: localhost:1\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";

    [Fact]
    public async Task Messages_go_in_and_out_through_a_websocket()
    {
        await using var broker = await StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        var heard = new TaskCompletionSource<string>();
        client.ApplicationMessageReceivedAsync += message =>
        {
            heard.TrySetResult(Encoding.UTF8.GetString(System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload)));
            return Task.CompletedTask;
        };
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithWebSocketServer(o => o.WithUri($"ws://127.0.0.1:{PortOf(broker)}/mqtt")).Build(),
            Cancellation);
        await client.SubscribeAsync("t", cancellationToken: Cancellation);
        var payload = new string('x', 100_000);
        Assert.True(
            (await client.PublishStringAsync("t", payload, MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Cancellation)).IsSuccess);
        Assert.Equal(payload, await heard.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal([payload], Intake.Texts);
    }

    [Theory]
    [InlineData("", "", "HTTP/1.1 101 ")]
    [InlineData("GET /mqtt ", "GET / ", "HTTP/1.1 101 ")]
    [InlineData("\r\n\r\n", "\r\nOrigin: http://localhost:1\r\n\r\n", "HTTP/1.1 101 ")]
    [InlineData("\r\n\r\n", "\r\nOrigin: https://Panel.plant:8443\r\n\r\n", "HTTP/1.1 101 ")]
    [InlineData("\r\n\r\n", "\r\nOrigin: http://localhost:3000\r\n\r\n", "HTTP/1.1 403 ")]
    [InlineData("\r\n\r\n", "\r\nSec-Fetch-Site: cross-site\r\n\r\n", "HTTP/1.1 403 ")]
    [InlineData("localhost:1", "rebound.example:1", "HTTP/1.1 421 ")]
    [InlineData("Host: localhost:1\r\n", "", "HTTP/1.1 421 ")]
    [InlineData("\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n", "HTTP/1.1 403 ")]
    [InlineData("\r\n\r\n", "\r\nOrigin: null\r\n\r\n", "HTTP/1.1 403 ")]
    [InlineData("GET", "POST", "HTTP/1.1 400 ")]
    [InlineData("/mqtt", "/admin", "HTTP/1.1 404 ")]
    [InlineData("Upgrade: websocket\r\n", "", "HTTP/1.1 426 ")]
    [InlineData("Version: 13", "Version: 8", "HTTP/1.1 426 ")]
    [InlineData("Protocol: mqtt", "Protocol: chat", "HTTP/1.1 400 ")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short", "HTTP/1.1 400 ")]
    public async Task Only_a_whole_request_of_this_site_for_mqtt_is_upgraded(string part, string replacement, string answer)
    {
        await using var broker = await StartAsync();
        var request = part.Length == 0 ? Good : Good.Replace(part, replacement, StringComparison.Ordinal);
        Assert.StartsWith(answer, await AskAsync(broker, request));
    }

    [Fact]
    public async Task The_answer_proves_that_the_request_was_read()
    {
        await using var broker = await StartAsync();
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", await AskAsync(broker, Good));
    }

    [Theory]
    [InlineData("mqtt", "mqtt")]
    [InlineData("mqttv3.1", "mqttv3.1")]
    [InlineData("mqttv3.1, chat, mqtt", "mqtt")]
    public async Task The_answer_names_a_subprotocol_that_was_offered(string offered, string answered)
    {
        await using var broker = await StartAsync();
        var answer = await AskAsync(broker, Good.Replace("Protocol: mqtt\r", $"Protocol: {offered}\r", StringComparison.Ordinal));
        Assert.Contains($"\r\nSec-WebSocket-Protocol: {answered}\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1\r\nno colon\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\r\n\r\n")]
    public async Task What_is_no_request_gets_no_answer(string request)
    {
        await using var broker = await StartAsync();
        Assert.DoesNotContain("101", await AskAsync(broker, request));
    }

    [Fact]
    public async Task An_endless_request_is_cut_off()
    {
        await using var broker = await StartAsync();
        Assert.Equal(string.Empty, await AskAsync(broker, "GET /mqtt HTTP/1.1\r\n" + new string('h', 9000)));
    }

    [Fact]
    public async Task Another_subprotocol_is_not_spoken()
    {
        await using var broker = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("chat");
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{PortOf(broker)}/mqtt"), Cancellation));
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection_with_1003()
    {
        await using var broker = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{PortOf(broker)}/mqtt"), Cancellation);
        byte[] connect = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 1, (byte)'c'];
        await socket.SendAsync(connect, WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var answer = await socket.ReceiveAsync(new ArraySegment<byte>(new byte[100]), Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidMessageType), (answer.MessageType, answer.CloseStatus));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(200, 2)]
    public async Task One_address_gets_its_share_of_websockets(int attempts, int letIn)
    {
        await using var broker = await StartEmbeddedAsync(options => options with
        {
            Endpoints = [new("127.0.0.1", 0, MqttTransport.WebSocket)],
            AddressConnectionLimit = 2,
        });
        var sockets = new List<ClientWebSocket>();
        var entered = 0;
        for (var n = 0; n < attempts; n++)
        {
            sockets.Add(new());
            if (await EntersAsync(sockets[^1], broker, $"c{n:000}")) entered++;
        }

        Assert.Equal(letIn, entered);
        sockets.ForEach(socket => socket.Dispose());
    }

    private static async Task<bool> EntersAsync(ClientWebSocket socket, EmbeddedBroker broker, string clientId)
    {
        try
        {
            socket.Options.AddSubProtocol("mqtt");
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{PortOf(broker)}/mqtt"), Cancellation);
            byte[] id = Encoding.ASCII.GetBytes(clientId);
            byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, (byte)id.Length, .. id];
            await socket.SendAsync(connect, WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
            var answer = new byte[100];
            var part = await socket.ReceiveAsync(new ArraySegment<byte>(answer), Cancellation)
                .WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            return part is { MessageType: WebSocketMessageType.Binary, Count: >= 4 } && answer[3] == 0;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static int PortOf(EmbeddedBroker broker) => broker.Endpoints.Single(one => one.Transport == MqttTransport.WebSocket).Port;

    private Task<EmbeddedBroker> StartAsync() => StartEmbeddedAsync(options => options with
    {
        Endpoints = [new("127.0.0.1", 0, MqttTransport.WebSocket)],
        WebSocketOrigins = ["https://panel.plant:8443"],
    });

    private static async Task<string> AskAsync(EmbeddedBroker broker, string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", PortOf(broker), Cancellation);
        await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        var buffer = new byte[4096];
        try
        {
            return Encoding.ASCII.GetString(
                buffer, 0, await tcp.GetStream().ReadAsync(buffer, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
