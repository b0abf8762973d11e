namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Teltonika, Sparkplug, SenML, OPC UA, PLCs.</summary>
public sealed class IndustryPlanTests
{
    [Fact]
    public void The_temperature_of_a_router() => Assert.Equal(
        "router/{serial}/temperature teltonika_temperature",
        Plans.Of(("router/11/temperature", "415")));

    [Fact]
    public void The_signal_of_a_gateway() => Assert.Equal(
        "device/{serial}/signal teltonika_signal",
        Plans.Of(("device/11/signal", "-67")));

    [Fact]
    public void The_uptime_of_a_router_is_left_aside() => Assert.Equal(
        "- what devices say of themselves",
        Plans.Of(("router/11/uptime", "9")));

    [Fact]
    public void Requests_to_a_router_are_left_aside() => Assert.Equal(
        "- requests, and which devices there are",
        Plans.Of(("router/get", "id")));

    [Fact]
    public void Commands_to_a_router_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(("get/11/command", "temperature")));

    [Fact]
    public void A_tracker() => Assert.Equal(
        "{device}/data teltonika_tracker",
        Plans.Of(("352/data", "{\"state\": {\"reported\": {\"ts\": 1, \"latlng\": \"1,2\"}}}")));

    [Fact]
    public void Another_shadow() => Assert.Null(Plans.Of(("352/data", "{\"state\": {\"reported\": {\"v\": 1}}}")));

    [Fact]
    public void Another_device() => Assert.Null(Plans.Of(("device/11/reading", "1")));

    [Fact]
    public void Sparkplug_data() => Assert.Equal(
        "spBv1.0/+/+/+/# sparkplug",
        Plans.Of(("spBv1.0/g/DDATA/n/d", "x")));

    [Fact]
    public void Sparkplug_births() => Assert.Equal(
        "spBv1.0/+/+/+/# sparkplug",
        Plans.Of(("spBv1.0/g/NBIRTH/n", "x")));

    [Fact]
    public void Sparkplug_commands_are_left_aside() => Assert.Equal(
        "- commands to devices",
        Plans.Of(("spBv1.0/g/NCMD/n", "x")));

    [Fact]
    public void Sparkplug_hosts_are_left_aside() => Assert.Equal(
        "- states of host applications",
        Plans.Of(("spBv1.0/STATE/scada", "{\"online\": true}")));

    [Fact]
    public void SenML_on_any_topic() => Assert.Equal(
        "senml",
        Plans.Of(("a/b", "[{\"n\": \"t\", \"v\": 1}]")));

    [Fact]
    public void A_list_that_is_no_SenML() => Assert.Null(Plans.Of(("a/b", "[{\"x\": \"t\", \"v\": 1}]")));

    [Fact]
    public void OPC_UA_network_messages() => Assert.Equal(
        "opcua",
        Plans.Of(("a/b", "{\"MessageType\": \"ua-data\", \"Messages\": [{\"DataSetWriterId\": 1, \"Payload\": {\"a\": 1}}]}")));

    [Fact]
    public void OPC_UA_data_sets() => Assert.Equal(
        "opcua",
        Plans.Of(("a/b", "{\"DataSetWriterId\": 1, \"Payload\": {\"a\": 1}}")));

    [Fact]
    public void OPC_UA_descriptions_are_left_aside() => Assert.Equal(
        "- descriptions of data sets and publishers",
        Plans.Of(("a/b", "{\"MessageType\": \"ua-metadata\", \"MetaData\": {}}")));

    [Fact]
    public void Neuron_values() => Assert.Equal(
        "plc",
        Plans.Of(("a/b", "{\"node\": \"n\", \"group\": \"g\", \"timestamp\": 1, \"values\": {\"a\": 1}}")));

    [Fact]
    public void Neuron_tags() => Assert.Equal(
        "plc_tags",
        Plans.Of(("a/b", "{\"node\": \"n\", \"group\": \"g\", \"timestamp\": 1, \"tags\": [{\"name\": \"a\", \"value\": 1}]}")));

    [Fact]
    public void Neuron_heartbeats_are_left_aside() => Assert.Equal(
        "- what the gateway says of itself",
        Plans.Of(("a/b", "{\"timestamp\": 1, \"states\": [{\"node\": \"n\", \"link\": 2}]}")));

    [Fact]
    public void Kepware() => Assert.Equal(
        "plc_values",
        Plans.Of(("a/b", "{\"timestamp\": 1, \"values\": [{\"id\": \"a\", \"v\": 1, \"q\": true, \"t\": 1}]}")));

    [Fact]
    public void Siemens() => Assert.Equal(
        "plc_vals",
        Plans.Of(("a/b", "{\"seq\": 1, \"vals\": [{\"id\": \"1\", \"qc\": 3, \"ts\": \"x\", \"val\": 1}]}")));

    [Fact]
    public void Another_list_of_values() => Assert.Null(Plans.Of(("a/b", "{\"values\": [{\"x\": 1}]}")));
}
