using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Keeps what leaves the dispatcher as lines that people read and compare. Times are counted from the start of the case.</summary>
internal sealed class CaseLines(DateTimeOffset start) : IDispatchOutput
{
    private readonly List<string> _lines = [];

    /// <summary>The lines, in the order in which everything left.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <inheritdoc />
    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points) =>
        _lines.AddRange(points.Select(Line).Select(WellFormed));

    /// <inheritdoc />
    public void PublishLocal(LocalMessage message)
    {
        _lines.Add($"mqtt {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}");
        if (message.Properties.IsEmpty) return;
        _lines.Add($"properties {message.Topic} {Encoding.UTF8.GetString(JsonBytes.Of(message.Properties, MessagePropertiesJson.Write))}");
    }

    /// <inheritdoc />
    public void Announce(Announcement announcement) =>
        _lines.Add($"announce {announcement.Topic} {Encoding.UTF8.GetString(announcement.Payload.Span)}");

    /// <inheritdoc />
    public void Request(SenderRequest request) => _lines.Add($"request {request.Topic}");

    /// <inheritdoc />
    public void DeadLetter(DeadLetter deadLetter) =>
        _lines.Add(WellFormed($"rejected {deadLetter.Binding} {RecordShape.KeyOf(deadLetter.Stage.ToString())}: "
            + $"{deadLetter.Reason.ReplaceLineEndings(" ")}"));

    /// <inheritdoc />
    public void Reply(RequestReply reply) =>
        _lines.Add($"answer {reply.Status} {Encoding.UTF8.GetString(reply.Body(IsDocument(reply.Id)))}".TrimEnd());

    /// <summary>Tells for a request whether it is answered with a document.</summary>
    public Func<string, bool> IsDocument { get; set; } = _ => false;

    // A function in C# may return half a surrogate pair, which no file can hold.
    private static string WellFormed(string line) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line));

    private string Line(Point point)
    {
        var line = new StringBuilder(point.Measurement);
        foreach (var (name, value) in point.Tags) line.Append(CultureInfo.InvariantCulture, $",{name}={value}");
        foreach (var (name, value) in point.Fields) line.Append(CultureInfo.InvariantCulture, $" {name}={Shown(value)}");
        line.Append(CultureInfo.InvariantCulture, $" @{Shown(point.Time)}");
        if (point.WindowEnd is { } end) line.Append(CultureInfo.InvariantCulture, $"..{Shown(end)}");
        if (point.Revision > 0) line.Append(CultureInfo.InvariantCulture, $" revision={point.Revision}");
        return line.Append(point.Partial ? " partial" : string.Empty).ToString();
    }

    private string Shown(DateTimeOffset time)
    {
        var since = time - start;
        var isRound = since >= TimeSpan.Zero && since.Ticks % TimeSpan.TicksPerMillisecond == 0;
        return isRound ? Quantity.Format(since) : time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }

    private static string Shown(FieldValue value) => value.Kind == FieldKind.Text ? $"\"{value.AsText}\"" : value.ToString();
}
