namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Places and tags.</summary>
public sealed class RuuviAndOwnTracksPlanTests
{
    private const string Format5 = "{\"gw_mac\": \"F4\", \"rssi\": -60, "
        + "\"data\": \"0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F\"}";

    [Fact]
    public void A_tag_in_data_format_5() => Assert.Equal(
        "ruuvi/{gateway}/{tag} ruuvi",
        Plans.Of(("ruuvi/F4/CB", Format5)));

    [Fact]
    public void A_tag_that_the_gateway_decodes() => Assert.Equal(
        "ruuvi/{gateway}/{tag} ruuvi",
        Plans.Of(("ruuvi/F4/CB", "{\"gw_mac\": \"F4\", \"rssi\": -60, \"temperature\": 21.5}")));

    [Fact]
    public void Another_prefix() => Assert.Equal(
        "house/ruuvi/{gateway}/{tag} ruuvi",
        Plans.Of(("house/ruuvi/F4/CB", Format5)));

    [Fact]
    public void Another_beacon_is_left_aside() => Assert.Equal(
        "- advertisements in another format than Ruuvi's data format 5",
        Plans.Of(("ruuvi/F4/CB", "{\"gw_mac\": \"F4\", \"rssi\": -60, \"data\": \"02011A\"}")));

    [Fact]
    public void The_gateway() => Assert.Equal(
        "ruuvi/{gateway}/gw_status ruuvi_gateway",
        Plans.Of(("ruuvi/F4/gw_status", "{\"state\": \"online\"}")));

    [Fact]
    public void A_place() => Assert.Equal(
        "owntracks/{user}/{device} owntracks",
        Plans.Of(("owntracks/jane/phone", "{\"_type\": \"location\", \"lat\": 1}")));

    [Fact]
    public void A_place_behind_a_prefix() => Assert.Equal(
        "x/owntracks/{user}/{device} owntracks",
        Plans.Of(("x/owntracks/jane/phone", "{\"_type\": \"location\", \"lat\": 1}")));

    [Fact]
    public void A_transition() => Assert.Equal(
        "owntracks/{user}/{device}/event owntracks_event",
        Plans.Of(("owntracks/jane/phone/event", "{\"_type\": \"transition\", \"event\": \"enter\"}")));

    [Fact]
    public void Waypoints_are_left_aside() => Assert.Equal(
        "- settings, waypoints and status of the app",
        Plans.Of(("owntracks/jane/phone/waypoints", "{\"_type\": \"waypoints\"}")));

    [Fact]
    public void A_type_of_something_else() => Assert.Null(Plans.Of(("lab/a/b", "{\"type\": \"location\"}")));
}
