namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Victron, OpenEVSE, evcc, meters read by a camera.</summary>
public sealed class EnergyPlanTests
{
    [Fact]
    public void A_value_of_Victron() => Assert.Equal(
        "N/{portal}/{service}/{instance}/# victron",
        Plans.Of(("N/c0/battery/258/Soc", "{\"value\": 81}")));

    [Fact]
    public void An_energy_of_Victron() => Assert.Equal(
        "N/{portal}/{service}/{instance}/# victron_counter",
        Plans.Of(("N/c0/grid/30/Ac/Energy/Forward", "{\"value\": 81}")));

    [Fact]
    public void A_yield_of_Victron() => Assert.Equal(
        "N/{portal}/{service}/{instance}/# victron_counter",
        Plans.Of(("N/c0/solarcharger/279/History/Daily/0/Yield", "{\"value\": 81}")));

    [Fact]
    public void Requests_to_Victron_are_left_aside() => Assert.Equal(
        "- requests",
        Plans.Of(("R/c0/battery/258/Soc", "")));

    [Fact]
    public void Heartbeats_are_left_aside() => Assert.Equal(
        "- heartbeats and the serial number",
        Plans.Of(("N/c0/heartbeat", "{\"value\": 1}")));

    [Fact]
    public void Another_N() => Assert.Null(Plans.Of(("N/a/b/c/d", "5")));

    [Fact]
    public void Current_of_a_charger() => Assert.Equal(
        "openevse/amp openevse_amp",
        Plans.Of(("openevse/amp", "1")));

    [Fact]
    public void A_charger_of_another_name() => Assert.Equal(
        "garage/charger/amp openevse_amp",
        Plans.Of(
            ("garage/charger/amp", "1"),
            ("garage/charger/pilot", "16"),
            ("garage/charger/wh", "5")));

    [Fact]
    public void Settings_of_a_charger_are_left_aside() => Assert.Equal(
        "- settings, commands and memory",
        Plans.Of(("openevse/freeram", "1")));

    [Fact]
    public void A_current_alone_is_no_charger() => Assert.Null(Plans.Of(("garage/amp", "1")));

    [Fact]
    public void The_site_of_evcc() => Assert.Equal(
        "evcc/site/# evcc_site",
        Plans.Of(("evcc/site/pvPower", "1")));

    [Fact]
    public void A_load_point() => Assert.Equal(
        "evcc/loadpoints/{loadpoint}/# evcc_loadpoint",
        Plans.Of(("evcc/loadpoints/1/chargePower", "1")));

    [Fact]
    public void An_energy_of_a_load_point() => Assert.Equal(
        "evcc/loadpoints/{loadpoint}/# evcc_loadpoint_counter",
        Plans.Of(("evcc/loadpoints/1/chargedEnergy", "1")));

    [Fact]
    public void A_vehicle() => Assert.Equal(
        "evcc/vehicles/{vehicle}/# evcc_vehicle",
        Plans.Of(("evcc/vehicles/x/minSoc", "1")));

    [Fact]
    public void evcc_of_another_name() => Assert.Equal(
        "pv/site/# evcc_site",
        Plans.Of(
            ("pv/site/pvPower", "1"),
            ("pv/loadpoints/1/chargePower", "1")));

    [Fact]
    public void The_status_of_evcc() => Assert.Equal(
        "evcc/status evcc_status",
        Plans.Of(("evcc/status", "online")));

    [Fact]
    public void Settings_of_evcc_are_left_aside() => Assert.Equal(
        "- commands",
        Plans.Of(("evcc/loadpoints/1/mode/set", "now")));

    [Fact]
    public void The_version_of_evcc_is_left_aside() => Assert.Equal(
        "- what evcc says of itself",
        Plans.Of(("evcc/version", "1")));

    [Fact]
    public void A_meter() => Assert.Equal(
        "{device}/{number}/json meter_reader",
        Plans.Of(("water/main/json", "{\"value\": \"1\", \"raw\": \"1\", \"pre\": \"1\", \"error\": \"no error\", \"rate\": \"0\"}")));

    [Fact]
    public void Single_values_of_a_meter_are_left_aside() => Assert.Equal(
        "- value by value what json has together",
        Plans.Of(
            ("water/main/value", "1"),
            ("water/main/json", "{\"value\": \"1\", \"raw\": \"1\", \"pre\": \"1\", \"error\": \"no error\", \"rate\": \"0\"}")));

    [Fact]
    public void The_processor_of_a_meter() => Assert.Equal(
        "{device}/CPUtemp meter_reader_cputemp",
        Plans.Of(
            ("water/CPUtemp", "50"),
            ("water/main/json", "{\"value\": \"1\", \"raw\": \"1\", \"pre\": \"1\", \"error\": \"no error\", \"rate\": \"0\"}")));

    [Fact]
    public void The_address_of_a_meter_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(
            ("water/IP", "192.0.2.1"),
            ("water/main/json", "{\"value\": \"1\", \"raw\": \"1\", \"pre\": \"1\", \"error\": \"no error\", \"rate\": \"0\"}")));
}
