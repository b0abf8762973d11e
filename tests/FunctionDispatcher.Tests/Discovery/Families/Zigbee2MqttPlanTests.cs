namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Base topics, names with slashes, and what the bridge says.</summary>
public sealed class Zigbee2MqttPlanTests
{
    [Fact]
    public void A_device_is_known_by_its_link_quality() => Assert.Equal(
        "zigbee2mqtt/{device} zigbee2mqtt",
        Plans.Of(("zigbee2mqtt/kitchen", "{\"linkquality\": 100, \"temperature\": 21}")));

    [Fact]
    public void A_name_may_have_a_slash() => Assert.Equal(
        "zigbee2mqtt/{area}/{device} zigbee2mqtt",
        Plans.Of(("zigbee2mqtt/hall/lamp", "{\"linkquality\": 100, \"temperature\": 21}")));

    [Fact]
    public void A_base_topic_of_several_levels_is_shown_by_its_bridge() => Assert.Equal(
        "home/zigbee/{device} zigbee2mqtt",
        Plans.Of(
            ("home/zigbee/kitchen", "{\"battery\": 3}"),
            ("home/zigbee/bridge/state", "online")));

    [Fact]
    public void What_the_bridge_says_is_left_aside() => Assert.Equal(
        "- what the bridge says of itself",
        Plans.Of(("zigbee2mqtt/bridge/info", "{\"version\": \"2.0\"}")));

    [Fact]
    public void Its_log_is_left_aside() => Assert.Equal(
        "- what the bridge says of itself",
        Plans.Of(("zigbee2mqtt/bridge/logging", "{\"level\": \"info\"}")));

    [Fact]
    public void Commands_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(
            ("zigbee2mqtt/lamp/set", "{\"state\": \"ON\"}"),
            ("zigbee2mqtt/bridge/state", "online")));

    [Fact]
    public void Questions_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(
            ("zigbee2mqtt/lamp/get", "{\"state\": \"\"}"),
            ("zigbee2mqtt/bridge/state", "online")));

    [Fact]
    public void Availability_is_a_state() => Assert.Equal(
        "zigbee2mqtt/{device}/availability zigbee2mqtt_availability",
        Plans.Of(
            ("zigbee2mqtt/lamp/availability", "{\"state\": \"online\"}"),
            ("zigbee2mqtt/bridge/state", "online")));

    [Fact]
    public void A_device_without_link_quality_is_known_beside_the_bridge() => Assert.Equal(
        "zigbee2mqtt/{device} zigbee2mqtt",
        Plans.Of(
            ("zigbee2mqtt/group1", "{\"state\": \"ON\"}"),
            ("zigbee2mqtt/bridge/state", "online")));

    [Fact]
    public void A_device_elsewhere_is_not_one() => Assert.Null(Plans.Of(
            ("lab/kitchen", "{\"temperature\": 21}"),
            ("zigbee2mqtt/bridge/state", "online")));

    [Fact]
    public void A_link_quality_that_is_a_word_does_not_count() => Assert.Null(Plans.Of(("lab/kitchen", "{\"linkquality\": \"good\"}")));
}
