namespace EventEdge.Tests.Support;

/// <summary>
/// The assertions of the Sparkplug specification that a test is the proof of, as <c>docs/reference/sparkplug-tck.md</c> lists them: without
/// <c>tck-id-</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TckAttribute(params string[] ids) : Attribute
{
    public IReadOnlyList<string> Ids { get; } = ids;
}
