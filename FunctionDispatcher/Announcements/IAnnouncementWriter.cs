using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Announcements;

/// <summary>Announces the fields of a binding's results. Used by one thread. Must not throw.</summary>
public interface IAnnouncementWriter
{
    /// <summary>
    /// The announcement of a field, once it has a value; null for a field that is not announced. The same series and field give the same
    /// topic.
    /// </summary>
    /// <param name="point">The first result of its series that has the field.</param>
    /// <param name="topic">The topic that its results go to.</param>
    /// <param name="field">The field's name in the result.</param>
    /// <param name="value">Its value.</param>
    Announcement? Write(Point point, string topic, string field, in FieldValue value);
}
