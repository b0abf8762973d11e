using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>Stages answer with values: an event that passes, or that a condition drops, costs no memory.</summary>
public sealed class PipelineMemoryTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(-50)]
    public void An_event_leaves_nothing_for_the_collector(double temperature)
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, new CollectingOutput());
        InboundMessage[] messages = [.. Enumerable.Range(1, 2000).Select(i => Some.Reading(1 + (i / 1000.0), temperature, i))];
        foreach (var message in messages.AsSpan(0, 1000)) dispatcher.Dispatch(message);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var message in messages.AsSpan(1000)) dispatcher.Dispatch(message);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;

        Assert.True(each < 1, $"{each} bytes an event");
    }
}
