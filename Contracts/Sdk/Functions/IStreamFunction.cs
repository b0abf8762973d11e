using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// A function written as a reactive query over the whole stream. Its operators live on <see cref="FunctionContext.EventTime"/>
/// (<c>context.EventTime.ToScheduler()</c> gives the Rx scheduler). Its state is its own and is not saved: after a restart it begins anew,
/// and results are at-least-once. An error ends the query; it is reported, dead-lettered and connected again with the next event.
/// </summary>
public interface IStreamFunction
{
    /// <summary>Connects the query. Called once, and again after an error.</summary>
    IObservable<Measurement> Connect(IObservable<EdgeEvent> events, FunctionContext context);
}
