using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>Keeps what leaves the dispatcher.</summary>
internal sealed class CollectingOutput : IDispatchOutput
{
    public List<(BindingIdentity Binding, long Cursor, Point Point)> Points { get; } = [];

    public List<LocalMessage> Local { get; } = [];

    public List<Announcement> Announced { get; } = [];

    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>The class of each commit.</summary>
    public List<DeliveryClass> Priorities { get; } = [];

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
        Priorities.Add(priority);
        Points.AddRange(points.Select(p => (binding, cursor, p)));
    }

    public void PublishLocal(LocalMessage message) => Local.Add(message);

    public void Announce(Announcement announcement) => Announced.Add(announcement);

    public List<SenderRequest> Requests { get; } = [];

    public void Request(SenderRequest request) => Requests.Add(request);

    public void DeadLetter(DeadLetter deadLetter) => DeadLetters.Add(deadLetter);

    /// <summary>Highest cursor committed for a binding.</summary>
    public long CursorOf(BindingIdentity binding) =>
        Points.Where(p => p.Binding == binding).Select(p => p.Cursor).DefaultIfEmpty(0).Max();

    /// <summary>A line for each point, in order: everything that a store would see.</summary>
    public IEnumerable<string> Lines => Points.Select(p => Line(p.Point));

    public static string Line(Point point)
    {
        var line = new StringBuilder(point.Measurement);
        foreach (var (name, value) in point.Tags) line.Append($",{name}={value}");
        foreach (var (name, value) in point.Fields) line.Append($" {name}={value}");
        return line.Append($" {point.Time.UtcDateTime:O} r{point.Revision} {(point.Partial ? "partial " : string.Empty)}#{point.Id:x16}")
            .ToString();
    }
}
