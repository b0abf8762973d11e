using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// Fields that come in another type than the store has them, as it said itself: they are left out before anything is sent, so that one device
/// does not cost every batch a refusal. Bounded; forgotten with the process.
/// </summary>
internal sealed class RefusedFields
{
    /// <summary>Most that are remembered; beyond it the store is asked each time.</summary>
    public const int Limit = 10_000;

    private readonly Dictionary<(string Measurement, string Field), string> _stored = [];
    private readonly HashSet<string> _measurements = [];

    /// <summary>Takes the store's word; true when it is news.</summary>
    public bool Learn(string measurement, string field, string stored)
    {
        if (_stored.Count >= Limit && !_stored.ContainsKey((measurement, field))) return true;
        var isNews = !_stored.TryGetValue((measurement, field), out var before) || before != stored;
        _stored[(measurement, field)] = stored;
        _measurements.Add(measurement);
        return isNews;
    }

    /// <summary>The point without the fields that are known to be refused; the same where there are none.</summary>
    public Point Trim(Point point) => _measurements.Count > 0 && _measurements.Contains(LineProtocol.Visible(point.Measurement))
        ? Trim(point, (name, value) => _stored.TryGetValue((LineProtocol.Visible(point.Measurement), name), out var stored) && stored != TypeOf(value))
        : point;

    /// <summary>The point without one field, if it has it in another type than the store.</summary>
    public static Point Trim(Point point, string measurement, string field, string stored) => LineProtocol.Visible(point.Measurement) == measurement
        ? Trim(point, (name, value) => name == field && stored != TypeOf(value))
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
