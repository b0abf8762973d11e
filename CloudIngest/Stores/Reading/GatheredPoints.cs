using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>
/// Makes points of values that a store gives back one by one. Bounded: rebuilding points needs all fields of one instant at hand.
/// </summary>
/// <param name="limit">Most values.</param>
internal sealed class GatheredPoints(int limit = GatheredPoints.ValueLimit)
{
    /// <summary>Most values, unless said otherwise.</summary>
    public const int ValueLimit = 2_000_000;
    private const string Revision = "revision", Partial = "partial";

    private readonly Dictionary<(long Ticks, string Tags), Dictionary<string, FieldValue>> _points = [];
    private int _values;

    /// <summary>One value of one point.</summary>
    /// <param name="time">The point's time.</param>
    /// <param name="tags">Its tags, as <see cref="PointText.Tags"/> writes them.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="StoreReadException">There are too many.</exception>
    public void Add(DateTimeOffset time, string tags, string field, FieldValue value)
    {
        if (++_values > limit)
            throw new StoreReadException($"more than {limit:N0} values: narrow it with --since, --until or --tag");
        var key = (time.UtcTicks, tags);
        if (!_points.TryGetValue(key, out var fields)) _points.Add(key, fields = new(StringComparer.Ordinal));
        fields[field] = value;
    }

    /// <summary>The points, in order of time, then of tags.</summary>
    public IEnumerable<StoredPoint> Read(PointFilter filter) => _points
        .OrderBy(point => point.Key.Ticks).ThenBy(point => point.Key.Tags, StringComparer.Ordinal)
        .Select(point => PointOf(point.Key, point.Value)).Where(filter.Takes)
            .Take((int)Math.Min(filter.Limit ?? int.MaxValue, int.MaxValue));

    private static StoredPoint PointOf((long Ticks, string Tags) key, Dictionary<string, FieldValue> fields) => new(
        new DateTimeOffset(key.Ticks, TimeSpan.Zero), PointText.ReadTags(key.Tags),
        [.. fields.Where(field => !IsOurs(field)).OrderBy(field => field.Key, StringComparer.Ordinal)],
        fields.TryGetValue(Revision, out var revision) && revision.IsNumber ? (int)revision.AsNumber : 0, null,
        fields.TryGetValue(Partial, out var partial) && IsSet(partial), string.Empty, string.Empty);

    // A function may have fields of these names, in another type.
    private static bool IsOurs(KeyValuePair<string, FieldValue> field) =>
        (field.Key == Revision && field.Value.IsNumber) || (field.Key == Partial && IsSet(field.Value));

    private static bool IsSet(in FieldValue partial) =>
        partial.Kind == FieldKind.Boolean ? partial.AsBoolean : partial.IsNumber && partial.AsNumber != 0;
}
