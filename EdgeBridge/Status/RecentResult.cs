using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Texts;

namespace EventEdge.EdgeBridge.Status;

/// <summary>A result as the dashboard draws it.</summary>
/// <param name="Number">Counts up from 1 in this process.</param>
/// <param name="Binding">The binding that produced it.</param>
/// <param name="Measurement">The measurement's name.</param>
/// <param name="Key">Tag values, joined by a space.</param>
/// <param name="Time">The window's start, or the event's time.</param>
/// <param name="WindowEnd">The window's end (exclusive); null where there is no window.</param>
/// <param name="Revision">0 at first, one more for each correction.</param>
/// <param name="Fields">The numbers of the result by name.</param>
public sealed record RecentResult(
    long Number,
    string Binding,
    string Measurement,
    string Key,
    DateTimeOffset Time,
    DateTimeOffset? WindowEnd,
    int Revision,
    IReadOnlyDictionary<string, double> Fields)
{
    internal static RecentResult Of(long number, string binding, Point point) => new(
        number,
        binding,
        VisibleText.Of(point.Measurement),
        VisibleText.Of(string.Join(' ', point.Tags.Select(tag => tag.Value))),
        point.Time,
        point.WindowEnd,
        point.Revision,
        Numbers(point.Fields));

    private static Dictionary<string, double> Numbers(IReadOnlyList<KeyValuePair<string, FieldValue>> fields)
    {
        var numbers = new Dictionary<string, double>(fields.Count, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (value.IsNumber && double.IsFinite(value.AsNumber)) numbers[VisibleText.Of(name)] = value.AsNumber;
        }

        return numbers;
    }
}
