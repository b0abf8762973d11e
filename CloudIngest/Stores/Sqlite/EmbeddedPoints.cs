using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Sqlite;

/// <summary>The embedded store. One that is not there yet has nothing.</summary>
internal sealed class EmbeddedPoints(string dataDirectory) : IPointSource
{
    private readonly string _path = Path.Combine(dataDirectory, PointReader.FileName);

    public string Name => $"the embedded store of {dataDirectory}";

    public IReadOnlyList<string> Measurements()
    {
        if (!File.Exists(_path)) return [];
        using var reader = new PointReader(dataDirectory);
        return [.. reader.Measurements().Select(measurement => measurement.Key)];
    }

    public IEnumerable<StoredPoint> Read(PointFilter filter)
    {
        if (!File.Exists(_path)) yield break;
        using var reader = new PointReader(dataDirectory);
        var left = filter.Limit ?? long.MaxValue;
        foreach (var point in reader.Read(filter.Measurement).Where(filter.Takes))
        {
            if (left-- == 0) yield break;
            yield return point;
        }
    }

    public void Dispose()
    {
    }
}
