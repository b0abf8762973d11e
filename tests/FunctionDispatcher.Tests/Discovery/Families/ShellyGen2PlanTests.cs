namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Status of components, or notifications.</summary>
public sealed class ShellyGen2PlanTests
{
    [Fact]
    public void A_component() => Assert.Equal(
        "{device}/status/{component} shelly_status",
        Plans.Of(("s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void A_component_behind_a_prefix() => Assert.Equal(
        "{area}/{device}/status/{component} shelly_status",
        Plans.Of(("house/s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void A_meter() => Assert.Equal(
        "{device}/status/{component} shelly_status",
        Plans.Of(("s2/status/pm1:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void The_system_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(
            ("s2/status/sys", "{\"mac\": \"x\"}"),
            ("s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void Presence_beside_a_component() => Assert.Equal(
        "{device}/online shelly_online",
        Plans.Of(
            ("s2/online", "true"),
            ("s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void Presence_behind_a_prefix() => Assert.Equal(
        "{area}/{device}/online shelly_online",
        Plans.Of(
            ("house/s2/online", "true"),
            ("house/s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void Presence_beside_notifications() => Assert.Equal(
        "{device}/online shelly_online",
        Plans.Of(
            ("s2/online", "true"),
            ("s2/events/rpc", "{\"src\": \"s2\", \"dst\": \"x\", \"method\": \"NotifyStatus\", \"params\": {\"ts\": 1767268800}}")));

    [Fact]
    public void Presence_of_somebody_else() => Assert.Null(Plans.Of(
            ("x/online", "true"),
            ("s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void Notifications_alone() => Assert.Equal(
        "{device}/events/rpc shelly_rpc",
        Plans.Of(("s2/events/rpc", "{\"src\": \"s2\", \"dst\": \"x\", \"method\": \"NotifyStatus\", \"params\": {\"ts\": 1767268800}}")));

    [Fact]
    public void Notifications_beside_the_status_are_left_aside() => Assert.Equal(
        "- notifications; the status of each component has the same readings",
        Plans.Of(
            ("s2/events/rpc", "{\"src\": \"s2\", \"dst\": \"x\", \"method\": \"NotifyStatus\", \"params\": {\"ts\": 1767268800}}"),
            ("s2/status/switch:0", "{\"id\": 0, \"apower\": 12.5}")));

    [Fact]
    public void Status_of_something_else() => Assert.Null(Plans.Of(("x/status/y", "{\"v\": 1}")));

    [Fact]
    public void A_component_without_its_number() => Assert.Null(Plans.Of(("x/status/switch:0", "{\"v\": 1}")));
}
