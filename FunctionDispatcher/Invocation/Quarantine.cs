using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>What is wrong with a timestamp that must not move time.</summary>
internal static class Quarantine
{
    /// <summary>In one sentence.</summary>
    public static string Describe(TimestampFault fault, EdgeEvent input, TimeSpan futureLimit) => fault == TimestampFault.BeforeEpoch
        ? $"{input.Time:O} is before 2000: the sensor's clock is not set"
        : $"{input.Time:O} is more than future_limit {Quantity.Format(futureLimit)} ahead of its receipt at {input.ReceivedAt:O}";
}
