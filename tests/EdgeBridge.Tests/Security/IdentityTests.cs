using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Mqtt;
using EventEdge.Hosting.Access;
using MQTTnet;
using MQTTnet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Eventually = EventEdge.Tests.Support.Eventually;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>Who comes in, and what they may do, as a real client sees it.</summary>
public sealed class IdentityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("press-1", SecureBroker.Password, MqttClientConnectResultCode.Success)]
    [InlineData("press-1", "wrong", MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData("stranger", SecureBroker.Password, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData("press-1", null, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(null, null, MqttClientConnectResultCode.BadUserNameOrPassword)]
    public async Task Only_a_user_with_its_password_comes_in(string? user, string? password, MqttClientConnectResultCode expected)
    {
        await using var broker = await SecureBroker.StartAsync();
        var (client, code) = await broker.ConnectAsync(user, password);
        using (client) Assert.Equal(expected, code);
        await broker.AuditSaysAsync("\"event\":\"connect\"", expected == MqttClientConnectResultCode.Success ? "allowed" : "refused");
        Assert.DoesNotContain(SecureBroker.Password, broker.Audit());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_client_may_not_publish_reaches_nobody(int qos)
    {
        await using var broker = await SecureBroker.StartAsync();
        var (sensor, _) = await broker.ConnectAsync("press-1");
        var (anna, _) = await broker.ConnectAsync("anna");
        var heard = new List<string>();
        anna.ApplicationMessageReceivedAsync += message =>
            { lock (heard) heard.Add(message.ApplicationMessage.Topic); return Task.CompletedTask; };
        using (sensor)
        using (anna)
        {
            await anna.SubscribeAsync("plant/#", MqttQualityOfServiceLevel.AtLeastOnce, Stop);
            var forbidden = await sensor.PublishStringAsync("plant/press-2/t", "no", (MqttQualityOfServiceLevel)qos, retain: true, Stop);
            var allowed = await sensor.PublishStringAsync("plant/press-1/t", "yes", (MqttQualityOfServiceLevel)qos, retain: false, Stop);
            if (qos > 0) Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, forbidden.ReasonCode);
            Assert.True(allowed.IsSuccess);
            await Eventually.IsTrue(() => { lock (heard) return heard.Count > 0; }, "the allowed message arrives");
        }

        Assert.Equal(["plant/press-1/t"], heard);
        Assert.Equal(["yes"], broker.Intake.Texts);
        await broker.AuditSaysAsync("\"event\":\"publish\"", "plant/press-2/t", "press-1");
    }

    [Fact]
    public async Task An_old_client_that_publishes_what_it_may_not_is_disconnected_unacknowledged()
    {
        await using var broker = await SecureBroker.StartAsync();
        var (sensor, _) = await broker.ConnectAsync("press-1", version5: false);
        using (sensor)
        {
            await Assert.ThrowsAnyAsync<Exception>(
                () => sensor.PublishStringAsync("x", "no", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop));
            await Eventually.IsTrue(() => !sensor.IsConnected, "the client is disconnected");
        }

        Assert.Empty(broker.Intake.Texts);
    }

    [Theory]
    [InlineData("commands/press-1", MqttClientSubscribeResultCode.GrantedQoS1)]
    [InlineData("commands/press-2", MqttClientSubscribeResultCode.NotAuthorized)]
    [InlineData("commands/+", MqttClientSubscribeResultCode.NotAuthorized)]
    [InlineData("#", MqttClientSubscribeResultCode.NotAuthorized)]
    [InlineData("$share/g/commands/press-1", MqttClientSubscribeResultCode.GrantedQoS1)]
    public async Task A_client_subscribes_to_what_it_may_and_is_told_about_the_rest(string filter, MqttClientSubscribeResultCode expected)
    {
        await using var broker = await SecureBroker.StartAsync();
        var (sensor, _) = await broker.ConnectAsync("press-1");
        using (sensor)
        {
            var answer = await sensor.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Stop);
            Assert.Equal(expected, answer.Items.Single().ResultCode);
        }
    }

    [Fact]
    public async Task A_will_must_be_allowed_too_and_one_of_a_refused_client_is_never_published()
    {
        await using var broker = await SecureBroker.StartAsync();
        var (allowed, code) = await broker.ConnectAsync("press-1", change: o => o.WithWillTopic("gone/press-1").WithWillPayload("gone"));
        using (allowed) Assert.Equal(MqttClientConnectResultCode.Success, code);
        var (forbidden, refusal) = await broker.ConnectAsync(
            "press-2", change: o => o.WithWillTopic("gone/press-1").WithWillPayload("forged"));
        using (forbidden) Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refusal);
        var (stranger, _) = await broker.ConnectAsync(
            "press-1", "wrong", change: o => o.WithWillTopic("gone/press-1").WithWillPayload("forged"));
        stranger.Dispose();
        await Eventually.IsTrue(() => broker.Intake.Texts.Any(), "the lost client's will is taken");
        Assert.Equal(["gone"], broker.Intake.Texts);
    }

    [Fact]
    public async Task A_client_id_is_taken_over_by_the_same_user_only()
    {
        await using var broker = await SecureBroker.StartAsync();
        var (first, _) = await broker.ConnectAsync("press-1", clientId: "shared");
        var (stranger, refusal) = await broker.ConnectAsync("press-2", clientId: "shared");
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, refusal);
        Assert.True(first.IsConnected);
        var (second, code) = await broker.ConnectAsync("press-1", clientId: "shared");
        Assert.Equal(MqttClientConnectResultCode.Success, code);
        await Eventually.IsTrue(() => !first.IsConnected, "the first connection makes room");
        foreach (var client in new[] { first, second, stranger }) client.Dispose();
        var (late, answer) = await broker.ConnectAsync("press-2", clientId: "shared");
        using (late) Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, answer);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_also_at_a_password_that_was_right_before_and_keeps_no_other_user_out()
    {
        await using var broker = await SecureBroker.StartAsync();
        (await broker.ConnectAsync("press-1")).Client.Dispose();
        (await broker.ConnectAsync("anna")).Client.Dispose();
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) (await broker.ConnectAsync("press-1", $"guess {n}")).Client.Dispose();
        var (guesser, held) = await broker.ConnectAsync("press-1", "another guess");
        guesser.Dispose();
        Assert.Equal(MqttClientConnectResultCode.ConnectionRateExceeded, held);
        var (lucky, code) = await broker.ConnectAsync("press-1");
        using (lucky) Assert.Equal(MqttClientConnectResultCode.ConnectionRateExceeded, code);
        var (other, answer) = await broker.ConnectAsync("anna");
        using (other) Assert.Equal(MqttClientConnectResultCode.Success, answer);
    }

    [Fact]
    public async Task A_removed_user_is_disconnected_and_a_withdrawn_permission_ends_the_subscription()
    {
        await using var broker = await SecureBroker.StartAsync();
        var (sensor, _) = await broker.ConnectAsync("press-1");
        var (anna, _) = await broker.ConnectAsync("anna");
        using (sensor)
        using (anna)
        {
            await anna.SubscribeAsync("plant/#", cancellationToken: Stop);
            await System.IO.File.WriteAllTextAsync(
                broker.AclFile, SecureBroker.Rules.Replace("anna subscribe plant/#", string.Empty), Stop);
            await broker.AuditSaysAsync("reload", broker.AclFile);
            await sensor.PublishStringAsync("plant/press-1/t", "secret", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop);
            await Eventually.IsTrue(() => !anna.IsConnected, "who may no longer listen is disconnected");
            broker.WriteUsers("anna");
            await Eventually.IsTrue(() => !sensor.IsConnected, "the removed user is disconnected");
        }
    }

    [Fact]
    public async Task A_changed_password_ends_the_connections_it_let_in_and_no_others()
    {
        await using var broker = await SecureBroker.StartAsync();
        var (sensor, _) = await broker.ConnectAsync("press-1");
        var (other, _) = await broker.ConnectAsync("press-2");
        using (sensor)
        using (other)
        {
            var users = PasswordFile.Load(broker.PasswordFile);
            users.Set("press-1", PasswordHash.Create("another one"));
            users.Save(broker.PasswordFile);
            await Eventually.IsTrue(() => !sensor.IsConnected, "who came in with the old password is disconnected");
            await broker.AuditSaysAsync("connect", "refused", "press-1", "its password was changed");
            Assert.True((await other.PublishStringAsync(
                "plant/press-2/t", "still here", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop)).IsSuccess);
        }

        var (back, code) = await broker.ConnectAsync("press-1", "another one");
        using (back) Assert.Equal(MqttClientConnectResultCode.Success, code);
    }

    [Fact]
    public async Task What_waits_for_one_user_is_not_handed_to_another_with_the_same_client_id()
    {
        await using var broker = await SecureBroker.StartAsync((_, security) => security with { ClientIdMemory = TimeSpan.Zero });
        var (owner, _) = await broker.ConnectAsync("press-1", clientId: "same", change: Persistent);
        await owner.SubscribeAsync("commands/same", MqttQualityOfServiceLevel.AtLeastOnce, Stop);
        await owner.DisconnectAsync(cancellationToken: Stop);
        owner.Dispose();
        Assert.True(broker.Broker.TryPublish(new("commands/same", "secret"u8.ToArray(), Retain: false)));
        Assert.Equal("fence", await FirstAsync(broker, "press-2"));
        Assert.Equal("secret", await FirstAsync(broker, "press-1"));
    }

    private static void Persistent(MqttClientOptionsBuilder options) => options.WithCleanStart(false).WithSessionExpiryInterval(1000);

    private static async Task<string> FirstAsync(SecureBroker broker, string user)
    {
        var first = new TaskCompletionSource<string>();
        void Prepare(IMqttClient client) => client.ApplicationMessageReceivedAsync += heard =>
        {
            first.TrySetResult(heard.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        };

        IMqttClient? client = null;
        await Eventually.IsTrue(
            async () =>
            {
                client?.Dispose();
                (client, var code) = await broker.ConnectAsync(user, clientId: "same", change: Persistent, prepare: Prepare);
                return code == MqttClientConnectResultCode.Success;
            },
            "the client id is free");
        using (client)
        {
            await client!.SubscribeAsync("commands/same", MqttQualityOfServiceLevel.AtLeastOnce, Stop);
            Assert.True(broker.Broker.TryPublish(new("commands/same", "fence"u8.ToArray(), Retain: false)));
            return await first.Task.WaitAsync(Eventually.Limit, Stop);
        }
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public void Without_an_identity_nothing_but_loopback_is_listened_on(string host)
    {
        var refusal = Assert.Throws<MqttListenerException>(() => new EmbeddedBroker(
            new() { Node = "n1", Host = host, Port = 0 }, new CollectingIntake(), TimeProvider.System,
            NullLogger<EmbeddedBroker>.Instance));
        Assert.Contains("password_file", refusal.Message);
    }

    [Fact]
    public async Task With_an_identity_every_address_is_listened_on_and_still_nobody_is_anonymous()
    {
        await using var broker = await SecureBroker.StartAsync(options: o => o with { Host = "0.0.0.0" });
        var (client, code) = await broker.ConnectAsync(null);
        using (client) Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, code);
    }
}
