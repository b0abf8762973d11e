namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>The Things Stack and ChirpStack.</summary>
public sealed class LoRaWanPlanTests
{
    [Fact]
    public void The_Things_Stack_uplink() => Assert.Equal(
        "v3/{application}/devices/{device}/up lorawan",
        Plans.Of(("v3/farm@ttn/devices/d1/up", "{\"uplink_message\": {\"decoded_payload\": {\"t\": 1}}}")));

    [Fact]
    public void The_Things_Stack_join() => Assert.Equal(
        "- joins, downlinks and service data",
        Plans.Of(("v3/farm@ttn/devices/d1/join", "{}")));

    [Fact]
    public void The_Things_Stack_downlink() => Assert.Equal(
        "- joins, downlinks and service data",
        Plans.Of(("v3/farm@ttn/devices/d1/down/queued", "{}")));

    [Fact]
    public void ChirpStack_uplink() => Assert.Equal(
        "application/{application}/device/{device}/event/up lorawan",
        Plans.Of(("application/a/device/d1/event/up", "{\"object\": {\"t\": 1}, \"time\": \"x\"}")));

    [Fact]
    public void ChirpStack_uplink_behind_a_prefix() => Assert.Equal(
        "eu868/application/{application}/device/{device}/event/up lorawan",
        Plans.Of(("eu868/application/a/device/d1/event/up", "{\"object\": {\"t\": 1}}")));

    [Fact]
    public void ChirpStack_of_old() => Assert.Equal(
        "application/{application}/device/{device}/rx lorawan",
        Plans.Of(("application/1/device/d1/rx", "{\"object\": {\"t\": 1}}")));

    [Fact]
    public void ChirpStack_status() => Assert.Equal(
        "application/{application}/device/{device}/event/status lorawan_status",
        Plans.Of(("application/a/device/d1/event/status", "{\"margin\": 7}")));

    [Fact]
    public void ChirpStack_join() => Assert.Equal(
        "- joins, acknowledgements, logs and commands",
        Plans.Of(("application/a/device/d1/event/join", "{}")));

    [Fact]
    public void ChirpStack_command() => Assert.Equal(
        "- joins, acknowledgements, logs and commands",
        Plans.Of(("application/a/device/d1/command/down", "{}")));

    [Fact]
    public void Another_application() => Assert.Null(Plans.Of(("application/a/log", "{}")));
}
