using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Families;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>The page about <c>discover</c> is right: its messages give its bindings, and it names the families that there are.</summary>
public sealed partial class DiscoverPageTests
{
    private static string Page => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/how-to/discover.md"));

    [Fact]
    public void Its_messages_give_its_bindings()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Block("json"));
            var recording = new MessageRecording();
            RecordedMessages.Read(file, default, recording);
            var lines = BindingsDiscovery.Of(recording).Text.Split('\n').Where(l => l.Length > 0 && !l.TrimStart().StartsWith('#'));
            Assert.Equal(Block("yaml").TrimEnd().Split('\n'), lines);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Zigbee2MQTT", "Tasmota", "Shelly", "ESPHome", "Homie", "rtl_433", "The Things Stack", "ChirpStack", "OwnTracks",
    "Teltonika")]
    [InlineData("Ruuvi Gateway", "Sparkplug B", "SenML", "Victron", "OpenEVSE", "evcc", "Frigate", "AI-on-the-edge-device",
    "OPC UA PubSub", "PLC")]
    public void It_names_the_families_that_there_are(params string[] families)
    {
        Assert.All(families, f => Assert.Contains(f, Page));
        Assert.All(families, f => Assert.Contains(DeviceFamilies.All, known => known.Title.Contains(f, StringComparison.Ordinal)));
    }

    private static string Block(string language) =>
        Blocks().Matches(Page).First(m => m.Groups[1].Value == language).Groups[2].Value;

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
