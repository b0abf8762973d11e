namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>States of components.</summary>
public sealed class EspHomePlanTests
{
    [Fact]
    public void A_sensor() => Assert.Equal(
        "{device}/sensor/{sensor}/state esphome_sensor",
        Plans.Of(("greenhouse/sensor/air/state", "21.5")));

    [Fact]
    public void A_sensor_behind_a_prefix() => Assert.Equal(
        "{area}/{device}/sensor/{sensor}/state esphome_sensor",
        Plans.Of(("house/greenhouse/sensor/air/state", "21.5")));

    [Fact]
    public void A_binary_sensor() => Assert.Equal(
        "{device}/binary_sensor/{sensor}/state esphome_binary_sensor",
        Plans.Of(("greenhouse/binary_sensor/door/state", "ON")));

    [Fact]
    public void A_switch() => Assert.Equal(
        "{device}/switch/{sensor}/state esphome_switch",
        Plans.Of(("greenhouse/switch/pump/state", "ON")));

    [Fact]
    public void A_text() => Assert.Equal(
        "{device}/text_sensor/{sensor}/state esphome_text_sensor",
        Plans.Of(("greenhouse/text_sensor/mode/state", "eco")));

    [Fact]
    public void A_number() => Assert.Equal(
        "{device}/number/{sensor}/state esphome_number",
        Plans.Of(("greenhouse/number/target/state", "21")));

    [Fact]
    public void A_lamp() => Assert.Equal(
        "{device}/light/{light}/state esphome_light",
        Plans.Of(("greenhouse/light/grow/state", "{\"state\": \"ON\"}")));

    [Fact]
    public void Presence() => Assert.Equal(
        "{device}/status esphome_status",
        Plans.Of(
            ("greenhouse/status", "online"),
            ("greenhouse/sensor/air/state", "21.5")));

    [Fact]
    public void Logs_are_left_aside() => Assert.Equal(
        "- logs",
        Plans.Of(
            ("greenhouse/debug", "[D] x"),
            ("greenhouse/sensor/air/state", "21.5")));

    [Fact]
    public void Presence_of_somebody_else() => Assert.Null(Plans.Of(
            ("barn/status", "online"),
            ("greenhouse/sensor/air/state", "21.5")));

    [Fact]
    public void States_of_Home_Assistant() => Assert.Null(Plans.Of(("homeassistant/sensor/air/state", "21.5")));

    [Fact]
    public void Another_kind() => Assert.Null(Plans.Of(("greenhouse/reading/air/state", "21.5")));
}
