using System.Text;
using EventEdge.FunctionDispatcher.Discovery.Families.Home;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Versions 3 to 5.</summary>
public sealed class HomiePlanTests
{
    [Fact]
    public void A_property() => Assert.Equal(
        "homie/{device}/{part}/{property} homie",
        Plans.Of(
            ("homie/d1/air/temperature", "21.5"),
            ("homie/d1/$homie", "4.0.0")));

    [Fact]
    public void The_state_of_a_device() => Assert.Equal(
        "homie/{device}/$state homie_state",
        Plans.Of(
            ("homie/d1/$state", "ready"),
            ("homie/d1/$homie", "4.0.0")));

    [Fact]
    public void Attributes_are_left_aside() => Assert.Equal(
        "- descriptions of devices",
        Plans.Of(
            ("homie/d1/air/temperature/$unit", "°C"),
            ("homie/d1/$homie", "4.0.0")));

    [Fact]
    public void Names_are_left_aside() => Assert.Equal(
        "- descriptions of devices",
        Plans.Of(
            ("homie/d1/$name", "x"),
            ("homie/d1/$homie", "4.0.0")));

    [Fact]
    public void Commands_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(
            ("homie/d1/air/fan/set", "true"),
            ("homie/d1/$homie", "4.0.0")));

    [Fact]
    public void Version_5() => Assert.Equal(
        "homie/5/{device}/{part}/{property} homie",
        Plans.Of(
            ("homie/5/d1/air/temperature", "21.5"),
            ("homie/5/d1/$description", "{\"homie\": \"5.0\"}")));

    [Fact]
    public void Version_5_state() => Assert.Equal(
        "homie/5/{device}/$state homie_state",
        Plans.Of(
            ("homie/5/d1/$state", "ready"),
            ("homie/5/d1/$description", "{\"homie\": \"5.0\"}")));

    [Fact]
    public void Version_5_beside_version_4() => Assert.Equal(
        "homie/5/{device}/{part}/{property} homie",
        Plans.Of(
            ("homie/5/d1/air/temperature", "21.5"),
            ("homie/5/d1/$description", "{\"homie\": \"5.0\"}"),
            ("homie/0/$homie", "4.0.0")));

    [Fact]
    public void Another_root() => Assert.Equal(
        "house/homie/{device}/{part}/{property} homie",
        Plans.Of(
            ("house/homie/d1/air/temperature", "21.5"),
            ("house/homie/d1/$homie", "4.0.0")));

    [Fact]
    public void Without_a_description_nobody_knows() => Assert.Null(Plans.Of(("homie/d1/air/temperature", "21.5")));

    [Theory]
    [InlineData("{\"nodes\": {\"a\": {\"properties\": {\"t\": {\"unit\": \"°C\"}, \"on\": {}}}}}", "t °C")]
    [InlineData("{\"nodes\": {\"a\": {\"properties\": {\"t\": {\"unit\": 7}}}}}", null)]
    [InlineData("{\"nodes\": {\"a\": {\"properties\": [1]}}}", null)]
    [InlineData("{\"nodes\": []}", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    [InlineData("", null)]
    public void Units_of_version_5_stand_in_its_description(string description, string? unit) =>
        Assert.Equal(unit is null ? [] : [unit], HomieDescription.UnitsOf(Encoding.UTF8.GetBytes(description)));
}
