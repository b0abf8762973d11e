using System.Globalization;
using System.Text.RegularExpressions;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Explanation;

/// <summary>A node names each planted reason why nothing arrives, in one sentence, with its stage and what to do.</summary>
public sealed partial class WhyTests
{
    public static TheoryData<string> Names => [.. PlantedReasons.All.Select(reason => reason.Name)];

    [Fact]
    public void There_are_thirty_and_more() => Assert.True(PlantedReasons.All.Count >= 30, $"{PlantedReasons.All.Count}");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_reason_is_named(string name)
    {
        var planted = PlantedReasons.All.Single(reason => reason.Name == name);

        var answer = await AskAsync(planted);

        Assert.True(
            (planted.Stage, planted.Code) == (answer.Finding.Stage, answer.Finding.Code),
            $"{answer.Finding.Stage} {answer.Finding.Code}: {answer.Finding.Sentence}");
        Assert.All(planted.Words, word => Assert.Contains(word, answer.Finding.Sentence, StringComparison.Ordinal));
        Assert.False(answer.Finding.IsWell);
        Assert.False(string.IsNullOrEmpty(answer.Finding.Next));
        Assert.DoesNotContain('\n', answer.Finding.Sentence);
    }

    [Fact]
    public async Task A_binding_whose_points_are_there_is_well()
    {
        var answer = await AskAsync(new("well")
        {
            Stage = "", Code = "", Words = [], Messages = [("plant/north/press/7", """{"t":5}""")],
            Surroundings = facts => facts with { HasStore = true },
            Prepare = node =>
            {
                node.Uplink.State = UplinkState.Up;
                node.Uplink.Outbox.TryNext(default, 100);
                node.Uplink.Outbox.Acknowledge(Contracts.Measurements.DeliveryClass.Normal, Sent(node));
                return Task.CompletedTask;
            },
        });

        Assert.True(answer.Finding.IsWell, answer.Finding.Sentence);
        Assert.Contains("there are points: the newest of press has the time", answer.Finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keeps_some_events_back_is_told_beside_it()
    {
        var answer = await AskAsync(new("some")
        {
            Stage = "", Code = "", Words = [], Where = "t > 10",
            Messages = [("plant/north/press/7", """{"t":5}"""), ("plant/north/press/7", """{"t":50}""")],
        });

        Assert.Equal("link_down", answer.Finding.Code);
        var also = answer.Also.Single(each => each.Code == "where_is_false");
        Assert.StartsWith("some events", also.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_message_hides_is_shown_as_what_it_is()
    {
        var answer = await AskAsync(new("hostile")
        {
            Stage = "", Code = "", Words = [], Messages = [("plant/north/press/\u001b[31m", "\u001b]0;x\u0007")],
        });

        Assert.Equal("decode", answer.Finding.Stage);
        Assert.DoesNotContain('\u001b', answer.Finding.Sentence + answer.Finding.Example!.Topic + answer.Finding.Example.Payload);
    }

    [Fact]
    public async Task Of_thousands_of_topics_the_nearest_is_told()
    {
        using var directory = new TempDirectory();
        await using var node = await TestNode.StartAsync(directory.Path, PlantedReasons.All[0].Yaml);
        for (var i = 0; i < 3000; i++) await node.PublishAsync($"elsewhere/{i}/sensor/telemetry", "{}", qos: 0);
        await node.PublishAsync("plant/north/pres/7", "{}", qos: 0);
        for (var i = 0; i < 3000; i++) await node.PublishAsync($"other/{i}/sensor/telemetry", "{}", qos: 0);
        await node.DrainAsync();

        Assert.Contains("seen instead: plant/north/pres/7", node.Node.Explainer.Why("press").Finding.Sentence, StringComparison.Ordinal);
    }

    private static long Sent(TestNode node)
    {
        node.Uplink.Outbox.Rewind(Contracts.Measurements.DeliveryClass.Normal);
        return (node.Uplink.Outbox.TryNext(Contracts.Measurements.DeliveryClass.Normal, 100)
            ?? node.Uplink.Outbox.TryNextDeferred(Contracts.Measurements.DeliveryClass.Normal, 100))!.LastSequence;
    }

    private static async Task<WhyAnswer> AskAsync(PlantedReason planted)
    {
        using var directory = new TempDirectory();
        await using var node = await TestNode.StartAsync(directory.Path, planted.Yaml);
        node.Node.Surroundings = planted.Surroundings;
        foreach (var (topic, payload) in planted.Messages) await node.PublishAsync(topic, Filled(payload));
        await node.ResultsAsync();
        await planted.Prepare(node);
        return node.Node.Explainer.Why(planted.Asked);
    }

    private static string Filled(string payload) => Now().Replace(payload, match =>
    {
        var ahead = match.Groups[1].Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return TimeProvider.System.GetUtcNow().AddSeconds(ahead).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    });

    [GeneratedRegex(@"NOW(?:\+(-?\d+))?")]
    private static partial Regex Now();
}
