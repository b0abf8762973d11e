namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>A value a topic.</summary>
public sealed class ShellyGen1PlanTests
{
    [Fact]
    public void Power_of_a_relay() => Assert.Equal(
        "shellies/{device}/relay/{channel}/power shelly_relay_power",
        Plans.Of(("shellies/s1/relay/0/power", "12.5")));

    [Fact]
    public void Energy_of_a_relay() => Assert.Equal(
        "shellies/{device}/relay/{channel}/energy shelly_relay_energy",
        Plans.Of(("shellies/s1/relay/0/energy", "120")));

    [Fact]
    public void A_relay() => Assert.Equal(
        "shellies/{device}/relay/{channel} shelly_relay",
        Plans.Of(("shellies/s1/relay/1", "on")));

    [Fact]
    public void A_meter_of_three_phases() => Assert.Equal(
        "shellies/{device}/emeter/{channel}/voltage shelly_emeter_voltage",
        Plans.Of(("shellies/s1/emeter/2/voltage", "231")));

    [Fact]
    public void A_sensor() => Assert.Equal(
        "shellies/{device}/sensor/humidity shelly_sensor_humidity",
        Plans.Of(("shellies/s1/sensor/humidity", "50")));

    [Fact]
    public void A_roller() => Assert.Equal(
        "shellies/{device}/roller/{channel}/pos shelly_roller_pos",
        Plans.Of(("shellies/s1/roller/0/pos", "40")));

    [Fact]
    public void A_button() => Assert.Equal(
        "shellies/{device}/input_event/{channel} shelly_input_event",
        Plans.Of(("shellies/s1/input_event/0", "{\"event\": \"S\"}")));

    [Fact]
    public void A_lamp_in_JSON() => Assert.Equal(
        "shellies/{device}/color/{channel}/status shelly_color_status",
        Plans.Of(("shellies/s1/color/0/status", "{\"ison\": true}")));

    [Fact]
    public void Presence() => Assert.Equal(
        "shellies/{device}/online shelly_online",
        Plans.Of(("shellies/s1/online", "true")));

    [Fact]
    public void The_same_in_Fahrenheit_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("shellies/s1/temperature_f", "70")));

    [Fact]
    public void Announcements_are_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("shellies/announce", "{\"id\": \"s1\"}")));

    [Fact]
    public void What_a_device_is_like_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("shellies/s1/info", "{\"mac\": \"x\"}")));

    [Fact]
    public void Commands_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(("shellies/s1/relay/0/command", "on")));

    [Fact]
    public void Another_root_is_none_of_them() => Assert.Null(Plans.Of(("shelly/s1/relay/0", "on")));
}
