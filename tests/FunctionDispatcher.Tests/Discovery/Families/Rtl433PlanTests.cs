namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Events, and the same value by value.</summary>
public sealed class Rtl433PlanTests
{
    [Fact]
    public void Events() => Assert.Equal(
        "rtl_433/{receiver}/events rtl_433",
        Plans.Of(("rtl_433/pi/events", "{\"time\": \"2026-01-01 12:00:00\", \"model\": \"X\", \"id\": 4, \"temperature_C\": 4}")));

    [Fact]
    public void Events_on_a_topic_of_ones_own() => Assert.Equal(
        "radio/all rtl_433",
        Plans.Of(("radio/all", "{\"time\": \"2026-01-01 12:00:00\", \"model\": \"X\", \"id\": 4, \"temperature_C\": 4}")));

    [Fact]
    public void Values_beside_events_are_left_aside() => Assert.Equal(
        "- value by value what the events have together",
        Plans.Of(
            ("rtl_433/pi/devices/X/4/temperature_C", "4"),
            ("rtl_433/pi/events", "{\"time\": \"2026-01-01 12:00:00\", \"model\": \"X\", \"id\": 4, \"temperature_C\": 4}")));

    [Fact]
    public void Values_alone() => Assert.Equal(
        "rtl_433/{receiver}/devices/{model}/{channel}/{quantity} rtl_433_6",
        Plans.Of(("rtl_433/pi/devices/X/4/temperature_C", "4")));

    [Fact]
    public void Values_with_channel() => Assert.Equal(
        "rtl_433/{receiver}/devices/{model}/{channel}/{id}/{quantity} rtl_433_7",
        Plans.Of(("rtl_433/pi/devices/X/A/4/temperature_C", "4")));

    [Fact]
    public void A_checksum_is_left_aside() => Assert.Equal(
        "- nothing to plot",
        Plans.Of(("rtl_433/pi/devices/X/4/mic", "CRC")));

    [Fact]
    public void States_of_the_receiver_are_left_aside() => Assert.Equal(
        "- what the receiver says of itself",
        Plans.Of(("rtl_433/pi/states", "{\"enabled\": 1}")));

    [Fact]
    public void A_model_alone_is_something_else() => Assert.Null(Plans.Of(("lab/x", "{\"model\": \"X\", \"v\": 1}")));
}
