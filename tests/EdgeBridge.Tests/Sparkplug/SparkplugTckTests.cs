using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>The reference page names what is proven, and by which test.</summary>
public sealed class SparkplugTckTests
{
    [Fact]
    public void The_reference_lists_the_assertions_with_their_tests() => ReferenceTable.MustBe(
        "docs/reference/sparkplug-tck.md", "edge", TckTable.Of(typeof(SparkplugTckTests).Assembly));
}
