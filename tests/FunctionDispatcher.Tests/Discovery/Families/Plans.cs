using EventEdge.FunctionDispatcher.Discovery.Families;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>What families say of topics, a line each, as tests compare it.</summary>
internal static class Plans
{
    /// <summary>What is said of the first topic, among all of them: its filter and name, <c>- reason</c> where it is left aside, or
    /// null.</summary>
    public static string? Of(params ReadOnlySpan<(string Topic, string Payload)> messages)
    {
        var heard = new Heard();
        foreach (var (topic, payload) in messages) heard.On(topic, 0, payload);
        var first = messages[0].Topic;
        var plan = DeviceFamilies.Over(heard.Recording.Topics)(heard.Recording.Topics.First(t => t.Topic == first));
        return plan is null ? null : Text(plan);
    }

    /// <summary>The same with the family in front.</summary>
    public static string? WithFamily(params ReadOnlySpan<(string Topic, string Payload)> messages)
    {
        var heard = new Heard();
        foreach (var (topic, payload) in messages) heard.On(topic, 0, payload);
        var first = messages[0].Topic;
        return DeviceFamilies.Over(heard.Recording.Topics)(heard.Recording.Topics.First(t => t.Topic == first))?.Family;
    }

    private static string Text(TopicPlan plan) => plan.Ignored is { } reason ? $"- {reason}" : $"{plan.Filter} {plan.Name}".Trim();
}
