using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Emission;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>What late events add to a window that is part of a wider one has a time of its own in every store.</summary>
public sealed class SupplementTests
{
    [Fact]
    public void Each_revision_lies_whole_milliseconds_behind_the_window_s_start_and_within_the_window()
    {
        var offsets = Enumerable.Range(0, 50)
            .Select(revision => Supplement.OffsetOf(new WindowBounds(Some.Noon, Some.Noon.AddSeconds(10), [], revision, false))).ToList();

        Assert.Equal(offsets.Distinct(), offsets);
        Assert.All(offsets, offset => Assert.Equal(0, offset.Ticks % TimeSpan.TicksPerMillisecond));
        Assert.True(
            Supplement.OffsetOf(new WindowBounds(Some.Noon, Some.Noon.AddMilliseconds(3), [], 7, false)) < TimeSpan.FromMilliseconds(3));
    }
}
