using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Discovery.Plans;

/// <summary>A family of devices whose messages are known. One file holds all of it, and one line of <c>DeviceFamilies</c> makes it
/// known.</summary>
internal interface IDeviceFamily : IComponent
{
    /// <summary>What people call it.</summary>
    string Title { get; }

    /// <summary>Looks over everything that was heard, such as for the names under which its devices send.</summary>
    /// <param name="all">Every topic.</param>
    /// <returns>
    /// What is to be done with a topic that is one of its devices', by the topic and by what stands in its messages; null for every other
    /// topic. Must not throw.
    /// </returns>
    Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all);
}
