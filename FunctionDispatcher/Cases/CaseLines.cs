using System.Globalization;
using System.Text;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Keeps what leaves the dispatcher as lines that people read and compare. Times are counted from the start of the case.</summary>
internal sealed class CaseLines(DateTimeOffset start) : IDispatchOutput
{
    private const string NameEnds = TagEnds + " ";
    private const string TagEnds = "\\,=";

    private readonly List<string> _lines = [];

    /// <summary>The lines, in the order in which everything left.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <inheritdoc />
    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points) =>
        _lines.AddRange(points.Select(Line).Select(WellFormed));

    /// <inheritdoc />
    public void PublishLocal(LocalMessage message)
    {
        _lines.Add(Utf8.IsValid(message.Payload.Span)
            ? $"mqtt {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}"
            : $"mqtt_base64 {message.Topic} {Convert.ToBase64String(message.Payload.Span)}");
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
        var line = new StringBuilder(Escaped(point.Measurement));
        foreach (var (name, value) in point.Tags) line.Append(CultureInfo.InvariantCulture, $",{Escaped(name)}={Escaped(value, TagEnds)}");
        foreach (var (name, value) in point.Fields) line.Append(CultureInfo.InvariantCulture, $" {Escaped(name)}={Shown(value)}");
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

    private static string Shown(FieldValue value) =>
        value.Kind == FieldKind.Text ? $"\"{Escaped(value.AsText!, "\\\"")}\"" : value.ToString();

    // What could be taken for the end of a name or a value has a backslash before it: no two results have the same line.
    private static string Escaped(string text, string ends = NameEnds)
    {
        if (text.AsSpan().IndexOfAny(ends) < 0) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (ends.Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
