using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>The contract of decoders: a message is read event by event, and the position is all that is kept between two of them.</summary>
public sealed class EventByEventTests
{
    private readonly EventLayout _layout = new();

    [Theory]
    [InlineData("", "End")]
    [InlineData("a", "Last 97")]
    [InlineData("abc", "More 97, More 98, Last 99")]
    public void A_message_gives_as_many_events_as_it_holds(string payload, string steps) =>
        Assert.Equal(steps, string.Join(", ", Read(new OctetsDecoder().Create(null, _layout, keepsAll: false), payload)));

    [Theory]
    [InlineData("{\"value\":5}", "Last 5")]
    [InlineData("7", "Last 7")]
    [InlineData("{", "Broken")]
    public void A_decoder_of_single_events_is_done_after_the_first(string payload, string steps)
    {
        _layout.SlotOf("value");
        var decoder = EventEdgeComponents.Default.Decoders.Find("json")!.Create(null, _layout, keepsAll: false);

        Assert.Equal(steps, string.Join(", ", Read(decoder, payload)));
    }

    private IEnumerable<string> Read(IEventDecoder decoder, string payload)
    {
        var (position, steps, bytes) = (0, new List<string>(), System.Text.Encoding.UTF8.GetBytes(payload));
        DecodeStep step;
        do
        {
            var target = new EdgeEvent(_layout);
            step = decoder.Read(bytes, ref position, target, out var error);
            Assert.Equal(step == DecodeStep.Broken, error is not null);
            steps.Add(step is DecodeStep.Last or DecodeStep.More ? $"{step} {target["value"]}" : step.ToString());
        }
        while (step == DecodeStep.More);

        return steps;
    }
}
