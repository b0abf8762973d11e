namespace EventEdge.Contracts.Bus;

/// <summary>
/// What the cloud has to say to the nodes that share a process with it: there the queue of notices (<see cref="BusNames.NoticeQueue"/>) is
/// this object.
/// </summary>
public interface INoticeBox
{
    /// <summary>What there is for a node and was not accepted. A box that cannot be read right now is empty.</summary>
    IReadOnlyList<NodeNotice> Read(string node);

    /// <summary>
    /// The node has heeded these, and that is on its disk: they are not given again. Where that cannot be written down they are.
    /// </summary>
    void Accept(string node, IReadOnlyList<NodeNotice> notices);
}
