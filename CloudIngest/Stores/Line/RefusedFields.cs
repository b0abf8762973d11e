using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Fields that come in another type than the store has them, as it said itself: they are left out before anything is sent, so that one
/// device does not cost every batch a refusal. After an hour it is tried again, because a server keeps types for a range of time only. A
/// field that holds integers there takes whole numbers as such. Bounded; forgotten with the process.
/// </summary>
internal sealed class RefusedFields(TimeProvider time)
{
    /// <summary>Most that are remembered; beyond it the store is asked each time.</summary>
    public const int Limit = 10_000;

    /// <summary>What a store calls a field of integers.</summary>
    public const string Integer = "integer";

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Measurement, string Field), (string Type, long Since)> _stored = [];
    private readonly HashSet<string> _measurements = [];

    /// <summary>Takes the store's word; true when it is news.</summary>
    public bool Learn(string measurement, string field, string stored)
    {
        if (_stored.Count >= Limit && !_stored.ContainsKey((measurement, field))) return true;
        var isNews = !_stored.TryGetValue((measurement, field), out var before) || before.Type != stored;
        _stored[(measurement, field)] = (stored, time.GetTimestamp());
        _measurements.Add(measurement);
        return isNews;
    }

    /// <summary>The point without the fields that are known to be refused; the same where there are none.</summary>
    public Point Trim(Point point) => _measurements.Count > 0 && _measurements.Contains(LineProtocol.Visible(point.Measurement))
        ? Trim(point, (name, value) => _stored.TryGetValue((LineProtocol.Visible(point.Measurement), name), out var stored)
            && !Fits(stored.Type, value) && time.GetElapsedTime(stored.Since) < Memory)
        : point;

    /// <summary>Whether a field holds integers in the store, as it said itself.</summary>
    public bool HoldsIntegers(string measurement, string field) =>
        _measurements.Count > 0 && _measurements.Contains(LineProtocol.Visible(measurement))
        && _stored.GetValueOrDefault((LineProtocol.Visible(measurement), LineProtocol.Visible(field))).Type == Integer;

    /// <summary>
    /// Whether the point has a whole number for a field: it is written in one way where the field holds integers, in another elsewhere.
    /// </summary>
    public static bool HasWhole(Point point, string measurement, string field) => LineProtocol.Visible(point.Measurement) == measurement
        && point.Fields.Any(own => LineProtocol.Visible(own.Key) == field && own.Value.TryGetWhole(out _));

    /// <summary>The point without one field, if it has it in another type than the store.</summary>
    public static Point Trim(Point point, string measurement, string field, string stored) =>
        LineProtocol.Visible(point.Measurement) == measurement
        ? Trim(point, (name, value) => name == field && !Fits(stored, value))
        : point;

    /// <summary>The point without texts.</summary>
    public static Point WithoutTexts(Point point) => Trim(point, static (_, value) => value.Kind == FieldKind.Text);

    /// <summary>What line protocol makes of a value.</summary>
    public static string TypeOf(in FieldValue value) => value.Kind switch
    {
        FieldKind.Boolean => "boolean",
        FieldKind.Text => "string",
        _ => "float",
    };

    private static bool Fits(string stored, in FieldValue value) =>
        stored == TypeOf(value) || (stored == Integer && value.TryGetWhole(out _));

    private static Point Trim(Point point, Func<string, FieldValue, bool> isRefused)
    {
        foreach (var (name, value) in point.Fields)
        {
            if (isRefused(LineProtocol.Visible(name), value))
                return point with { Fields = [.. point.Fields.Where(field => !isRefused(LineProtocol.Visible(field.Key), field.Value))] };
        }

        return point;
    }
}
