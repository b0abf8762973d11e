namespace EventEdge.Contracts.Bus;

/// <summary>
/// What the cloud has to say to the nodes that share a process with it: there the queue of notices (<see cref="BusNames.NoticeQueue"/>) is this object.
/// </summary>
public interface INoticeBox
{
    /// <summary>Takes what there is for a node; it is not given again. A box that cannot be read right now is empty.</summary>
    IReadOnlyList<NodeNotice> Take(string node);
}
