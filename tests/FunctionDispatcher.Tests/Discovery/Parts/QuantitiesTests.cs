using EventEdge.FunctionDispatcher.Discovery.Fields;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>What names say of quantities, and what they do not.</summary>
public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("temperature", "°C")]
    [InlineData("outdoorTemperature", "°C")]
    [InlineData("temperature_F", "°F")]
    [InlineData("air.temperature_c", "°C")]
    [InlineData("humidity", "%")]
    [InlineData("pressure", null)]
    [InlineData("pressure_hPa", "hPa")]
    [InlineData("supply_mV", "mV")]
    [InlineData("power_kw", "kW")]
    [InlineData("energy", null)]
    [InlineData("energy_kWh", "kWh")]
    [InlineData("wind_km_h", "km/h")]
    [InlineData("co2", "ppm")]
    [InlineData("rssi", "dBm")]
    [InlineData("soc", "%")]
    [InlineData("spindle_rpm", "rpm")]
    [InlineData("_v", null)]
    [InlineData("colour", null)]
    public void A_name_suggests_a_unit(string name, string? unit) => Assert.Equal(unit, Quantities.UnitOf(name));

    [Theory]
    [InlineData("energy", true)]
    [InlineData("total", true)]
    [InlineData("energy_kwh", true)]
    [InlineData("meter.imported", true)]
    [InlineData("pulses", true)]
    [InlineData("totalEnergy", true)]
    [InlineData("power", false)]
    [InlineData("temperature", false)]
    [InlineData("totaliser_state", false)]
    public void A_name_says_that_something_is_counted(string name, bool isCounter) =>
        Assert.Equal(isCounter, Quantities.IsCounter(name));

    [Theory]
    [InlineData("seq", true)]
    [InlineData("fCnt", true)]
    [InlineData("uptime", true)]
    [InlineData("device.msg_id", true)]
    [InlineData("sequence_valve", false)]
    [InlineData("count", false)]
    public void A_name_says_that_messages_are_counted(string name, bool isSequence) =>
        Assert.Equal(isSequence, Quantities.IsSequence(name));

    [Theory]
    [InlineData("state", true)]
    [InlineData("pumpMode", true)]
    [InlineData("door.contact", true)]
    [InlineData("running", true)]
    [InlineData("statement", false)]
    [InlineData("level", false)]
    public void A_name_says_that_it_is_a_state(string name, bool isState) => Assert.Equal(isState, Quantities.IsState(name));

    [Theory]
    [InlineData("alarm", true)]
    [InlineData("water_leak", true)]
    [InlineData("alarms.high", false)]
    [InlineData("alarm.high", true)]
    [InlineData("smoke", true)]
    [InlineData("leakage_current", false)]
    public void A_name_says_that_it_is_an_alarm(string name, bool isAlarm) => Assert.Equal(isAlarm, Quantities.IsAlarm(name));

    [Theory]
    [InlineData("id", true)]
    [InlineData("deviceId", true)]
    [InlineData("readings.sensor", true)]
    [InlineData("mac", true)]
    [InlineData("width", false)]
    public void A_name_says_that_it_names_something(string name, bool isIdentity) =>
        Assert.Equal(isIdentity, Quantities.IsIdentity(name));

    [Theory]
    [InlineData("lat", true)]
    [InlineData("position.longitude", true)]
    [InlineData("heading", true)]
    [InlineData("latency", false)]
    public void A_name_says_that_it_is_of_a_place(string name, bool isPlace) => Assert.Equal(isPlace, Quantities.IsPlace(name));

    [Theory]
    [InlineData("pumpSpeed", "pump_speed")]
    [InlineData("pump-speed", "pump_speed")]
    [InlineData("Pump Speed", "pump_speed")]
    [InlineData("CO2", "co2")]
    public void Words_of_a_name_are_parted(string name, string parted) => Assert.Equal(parted, Quantities.Snake(name));
}
