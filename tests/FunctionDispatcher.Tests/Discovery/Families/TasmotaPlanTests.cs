namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Full topics in either order, and the kinds of messages.</summary>
public sealed class TasmotaPlanTests
{
    [Fact]
    public void Sensors() => Assert.Equal(
        "tele/{device}/SENSOR tasmota_sensor",
        Plans.Of(("tele/attic/SENSOR", "{\"Time\": \"2026-01-01T12:00:00\", \"AM2301\": {\"Temperature\": 21}}")));

    [Fact]
    public void Sensors_with_the_prefix_behind_the_name() => Assert.Equal(
        "{device}/tele/SENSOR tasmota_sensor",
        Plans.Of(("attic/tele/SENSOR", "{\"Time\": \"2026-01-01T12:00:00\", \"AM2301\": {\"Temperature\": 21}}")));

    [Fact]
    public void Sensors_with_a_place_before_the_name() => Assert.Equal(
        "tele/{area}/{device}/SENSOR tasmota_sensor",
        Plans.Of(("tele/house/attic/SENSOR", "{\"Time\": \"2026-01-01T12:00:00\", \"AM2301\": {\"Temperature\": 21}}")));

    [Fact]
    public void Sensors_in_a_folder() => Assert.Equal(
        "{area}/{device}/tele/SENSOR tasmota_sensor",
        Plans.Of(("cmnd2/attic/tele/SENSOR", "{\"Time\": \"2026-01-01T12:00:00\", \"AM2301\": {\"Temperature\": 21}}")));

    [Fact]
    public void State() => Assert.Equal(
        "tele/{device}/STATE tasmota_device",
        Plans.Of(("tele/attic/STATE", "{\"Time\": \"2026-01-01T12:00:00\", \"POWER\": \"ON\"}")));

    [Fact]
    public void Last_will() => Assert.Equal(
        "tele/{device}/LWT tasmota_lwt",
        Plans.Of(("tele/attic/LWT", "Online")));

    [Fact]
    public void Power() => Assert.Equal(
        "stat/{device}/POWER tasmota_power",
        Plans.Of(("stat/attic/POWER", "ON")));

    [Fact]
    public void Power_of_a_channel() => Assert.Equal(
        "stat/{device}/POWER2 tasmota_power2",
        Plans.Of(("stat/attic/POWER2", "ON")));

    [Fact]
    public void Answers_to_commands_are_left_aside() => Assert.Equal(
        "- answers to commands",
        Plans.Of(("stat/attic/RESULT", "{\"POWER\": \"ON\"}")));

    [Fact]
    public void Status_reports_are_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("stat/attic/STATUS8", "{\"StatusSNS\": {}}")));

    [Fact]
    public void Information_at_the_start_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("tele/attic/INFO1", "{\"Info1\": {}}")));

    [Fact]
    public void Commands_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(("cmnd/attic/POWER", "TOGGLE")));

    [Fact]
    public void Announcements_are_left_aside() => Assert.Equal(
        "- what devices are called",
        Plans.Of(("tasmota/discovery/DC4F22/config", "{\"ip\": \"192.0.2.1\"}")));

    [Fact]
    public void A_sensor_without_its_time_is_none_of_them() => Assert.Null(Plans.Of(("tele/attic/SENSOR", "{\"v\": 1}")));

    [Fact]
    public void Another_topic_below_tele_is_none_of_them() => Assert.Null(Plans.Of(("tele/attic/reading", "21.5")));
}
