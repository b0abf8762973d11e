using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Parts a request so that no field of a measurement comes in two types within it. InfluxDB does not take all of such a request when the
/// field is new to it, remembers the other new fields of the request in memory, and never writes them to its list on disk: after its next
/// crash, all that is stored in them cannot be read any more.
/// </summary>
internal sealed class FieldTypes
{
    // Each costs a request; who needs more has them refused and looked for by halves.
    private const int PartLimit = 64;

    private readonly Dictionary<(string Measurement, string Field), string> _types = [];

    /// <summary>The lines in their order, parted; whole, without a look at names, where all of them are floats.</summary>
    /// <param name="writes">The lines.</param>
    /// <param name="isInteger">Whether a measurement has a field as integers.</param>
    public static IReadOnlyList<ArraySegment<LineWrite>> Part(LineWrite[] writes, Func<string, string, bool> isInteger)
    {
        if (Array.TrueForAll(writes, write => HasFloatsOnly(write.Line.Point, isInteger))) return [writes];
        List<ArraySegment<LineWrite>> parts = [];
        while (writes.Length > 0 && parts.Count < PartLimit)
        {
            var types = new FieldTypes();
            var together = writes.ToLookup(write => types.TryAdd(write.Line.Point, isInteger));
            parts.Add(together[true].ToArray());
            writes = [.. together[false]];
        }

        if (writes.Length > 0) parts.Add(writes);
        return parts;
    }

    private static bool HasFloatsOnly(Point point, Func<string, string, bool> isInteger)
    {
        if (point.Partial) return false;
        for (var i = 0; i < point.Fields.Count; i++)
        {
            var (name, value) = point.Fields[i];
            if (!value.IsNumber || isInteger(point.Measurement, name)) return false;
        }

        return true;
    }

    // All of a point or nothing.
    private bool TryAdd(Point point, Func<string, string, bool> isInteger)
    {
        var measurement = LineProtocol.Visible(point.Measurement);
        var fields = LineProtocol.Fields(point).Select(field => (
            Name: (measurement, LineProtocol.Visible(field.Key)),
            Type: TypeOf(point, field.Key, field.Value, isInteger))).ToList();
        if (fields.Exists(field => _types.TryGetValue(field.Name, out var type) && type != field.Type)) return false;
        foreach (var (name, type) in fields) _types[name] = type;
        return true;
    }

    private static string TypeOf(Point point, string name, in FieldValue value, Func<string, string, bool> isInteger) =>
        value.TryGetWhole(out _) && isInteger(point.Measurement, name) ? RefusedFields.Integer : RefusedFields.TypeOf(value);
}
