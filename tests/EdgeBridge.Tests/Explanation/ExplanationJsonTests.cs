using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge.Http.Explanation;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Explanation;

/// <summary>What the API says of messages and reasons is read back as it was said.</summary>
public sealed class ExplanationJsonTests
{
    [Fact]
    public async Task An_explanation_and_a_reason_are_read_back_as_they_were_written()
    {
        using var directory = new TempDirectory();
        await using var node = await TestNode.StartAsync(
            directory.Path, PlantedReasons.All.Single(reason => reason.Name == "all filtered").Yaml);
        await node.PublishAsync("plant/north/press/7", """{"temperature":21.5}""");
        await node.DrainAsync();

        var tried = node.Node.Explainer.Explain("plant/north/press/7", Encoding.UTF8.GetBytes("""{"temperature":21.5}"""));
        var text = JsonSerializer.Serialize(tried, ExplanationJson.Default.MessageExplanation);
        var read = JsonSerializer.Deserialize(text, ExplanationJson.Default.MessageExplanation)!;
        var why = JsonSerializer.Serialize(node.Node.Explainer.Why("press"), ExplanationJson.Default.WhyAnswer);

        Assert.Equal(text, JsonSerializer.Serialize(read, ExplanationJson.Default.MessageExplanation));
        Assert.Equal("filter", read.Bindings[0].End!.Stage);
        Assert.Equal(why, JsonSerializer.Serialize(
            JsonSerializer.Deserialize(why, ExplanationJson.Default.WhyAnswer), ExplanationJson.Default.WhyAnswer));
        Assert.NotNull(node.Node.Explainer.Last("plant/north/press/7"));
        Assert.Null(node.Node.Explainer.Last("another"));
    }
}
