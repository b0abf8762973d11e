using EventEdge.Tests.Support;
using MQTTnet;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>A client id stays its user's over a restart of the node, for whoever has a session there.</summary>
public sealed class OwnershipOverRestartTests
{
    [Theory]
    [InlineData(true, MqttClientConnectResultCode.ClientIdentifierNotValid)]
    [InlineData(false, MqttClientConnectResultCode.Success)]
    public async Task Nobody_slips_into_the_id_of_a_session_that_is_on_disk(bool isOnDisk, MqttClientConnectResultCode expected)
    {
        using var sessions = new TempDirectory();
        await using (var first = await StartAsync())
        {
            var (device, code) = await first.ConnectAsync(
                "press-1", clientId: "c", change: options => options.WithCleanStart(false).WithSessionExpiryInterval(1000));
            Assert.Equal(MqttClientConnectResultCode.Success, code);
            await device.SubscribeAsync("commands/c", cancellationToken: TestContext.Current.CancellationToken);
        }

        await using var next = await StartAsync();
        Assert.Equal(expected, (await next.ConnectAsync("press-2", clientId: "c")).Code);
        if (isOnDisk) Assert.Equal(MqttClientConnectResultCode.Success, (await next.ConnectAsync("press-1", clientId: "c")).Code);

        Task<SecureBroker> StartAsync() =>
            SecureBroker.StartAsync(options: one => isOnDisk ? one with { SessionFile = sessions.File("sessions.db") } : one);
    }
}
