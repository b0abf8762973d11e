using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;
using InfluxDB.Client.Core.Flux.Domain;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>
/// InfluxDB 2 by Flux, through its client: answers with the types that fields have, needs no mapping of the bucket to a database.
/// </summary>
internal sealed class Influx2Points(Influx2Options server) : IPointSource
{
    // Columns of every answer that are no tags.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
        { "result", "table", "_start", "_stop", "_time", "_value", "_field", "_measurement" };

    public string Name => $"InfluxDB at {server.Uri}";

    public IReadOnlyList<string> Measurements()
    {
        var names = new List<string>();
        Query(FluxText.Measurements(server.Bucket), record => names.Add((string)record.GetValue()));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public IEnumerable<StoredPoint> Read(PointFilter filter)
    {
        var points = new GatheredPoints();
        Query(FluxText.Values(server.Bucket, filter),
            record => points.Add(TimeOf(record), TagsOf(record), record.GetField(), ValueOf(record.GetValue())));
        return points.Read(filter);
    }

    public void Dispose()
    {
    }

    private static DateTimeOffset TimeOf(FluxRecord record) => new(record.GetTimeInDateTime()!.Value, TimeSpan.Zero);

    private static string TagsOf(FluxRecord record) => PointText.Tags(
        [.. record.Values.Where(column => !Own.Contains(column.Key) && column.Value is string)
            .Select(tag => KeyValuePair.Create(tag.Key, (string)tag.Value))]);

    private static FieldValue ValueOf(object value) => value switch
    {
        double number => FieldValue.Of(number),
        long whole => FieldValue.Of(whole),
        ulong whole => FieldValue.Of(whole),
        bool boolean => FieldValue.Of(boolean),
        _ => FieldValue.Of(value as string),
    };

    // The client answers in callbacks, one record at a time, and swallows what a callback throws unless it is told otherwise.
    private void Query(string flux, Action<FluxRecord> take)
    {
        Exception? failure = null;
        try
        {
            using var client = Influx2Server.Open(server);
            client.GetQueryApi().QueryAsync(flux, take, error => failure ??= error, () => { }, server.Organisation).GetAwaiter()
                .GetResult();
        }
        catch (Exception error)
        {
            failure ??= error;
        }

        if (failure is StoreReadException known) throw known;
        if (failure is not null) throw new StoreReadException(Influx2Server.InWords(failure, server), failure);
    }
}
