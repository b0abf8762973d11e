using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

/// <summary>Answers a request with the time at which the node took it.</summary>
public sealed class CurrentTime : IEventFunction
{
    /// <inheritdoc />
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context)
    {
        // The time of receipt, and not the clock's: the same request has the same answer when a replay repeats it.
        var zone = input["query.zone"] is { Exists: true } asked ? asked.ToString() : "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)) throw new ArgumentException($"there is no time zone '{zone}'");
        var now = TimeZoneInfo.ConvertTime(input.ReceivedAt, found);
        yield return Measurement.Of(("time", FieldValue.Of(now.ToString("yyyy-MM-dd'T'HH:mm:sszzz"))), ("zone", FieldValue.Of(zone)));
    }
}
