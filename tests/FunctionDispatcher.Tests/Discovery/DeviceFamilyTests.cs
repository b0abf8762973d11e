using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>
/// Each family of devices: its messages give the bindings file beside them, which validates, and through which the same messages become
/// the points that their golden cases name. <c>EVENTEDGE_REWRITE=1</c> rewrites files and expectations, to be read before they are kept.
/// </summary>
public sealed class DeviceFamilyTests
{
    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests/data/devices");

    public static TheoryData<string, string> Families => new()
    {
        { "zigbee2mqtt", "Zigbee2MQTT" }, { "tasmota", "Tasmota" }, { "shelly_gen1", "Shelly (first generation)" },
        { "shelly_gen2", "Shelly (second generation and later)" }, { "esphome", "ESPHome" }, { "homie", "Homie" },
        { "homie_5", "Homie" }, { "rtl_433", "rtl_433" },
        { "the_things_stack", "The Things Stack" }, { "chirpstack", "ChirpStack" }, { "owntracks", "OwnTracks" },
        { "teltonika", "Teltonika" }, { "ruuvi", "Ruuvi Gateway" }, { "sparkplug", "Sparkplug B" }, { "senml", "SenML" },
        { "victron", "Victron" }, { "openevse", "OpenEVSE" }, { "evcc", "evcc" }, { "frigate", "Frigate" },
        { "ai_on_the_edge", "AI-on-the-edge-device" }, { "opcua_pubsub", "OPC UA PubSub (JSON)" }, { "plc_gateway", "PLC gateway" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Its_messages_become_the_right_points(string family, string title)
    {
        var (messages, golden) = (Path.Combine(Folder, family, "messages.cases.yaml"), Path.Combine(Folder, family, "bindings.yaml"));
        var recording = new MessageRecording();
        RecordedMessages.Read(messages, default, recording);

        var found = BindingsDiscovery.Of(recording);

        if (Environment.GetEnvironmentVariable("EVENTEDGE_REWRITE") == "1")
        {
            File.WriteAllText(golden, found.Text);
            CaseSuite.Update(CaseSuite.Run(messages));
        }

        Assert.Equal(File.ReadAllText(golden), found.Text);
        Assert.All(found.Bindings, b => Assert.Equal(title, b.Family));
        var checkedFile = BindingsFile.Load(golden, EventEdgeComponents.Default);
        Assert.Empty(checkedFile.Problems.Select(p => p.Render()));
        Assert.Empty(checkedFile.Warnings.Select(p => p.Render()));
        var result = CaseSuite.Run(messages);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        Assert.All(result.Cases, c => Assert.True(c.Passed, $"{c.Failure}{string.Join('\n', c.Difference)}"));
        Assert.All(result.Cases, c => Assert.DoesNotContain(c.Actual, line => line.StartsWith("rejected", StringComparison.Ordinal)));
        Assert.All(result.Cases, c => Assert.NotEmpty(c.Actual));
    }

    [Fact]
    public void Every_folder_of_messages_is_a_family_of_the_table() => Assert.Equal(
        Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
        Families.Select(f => f.Data.Item1).Order(StringComparer.Ordinal));
}
