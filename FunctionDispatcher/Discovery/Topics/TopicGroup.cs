using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Topics;

/// <summary>Topics that one filter takes.</summary>
/// <param name="Plan">What is to be done with their messages.</param>
/// <param name="Topics">The topics.</param>
internal sealed record TopicGroup(TopicPlan Plan, IReadOnlyList<SeenTopic> Topics);
