using EventEdge.Hosting.Metrics;
using static EventEdge.EdgeBridge.Http.EdgeMetrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What starts functions, other than messages, as instruments.</summary>
internal static class TriggerMetrics
{
    public static void AddTriggers(this ObservedMeter<EdgeState> meter) => meter
        .Counters(
            "eventedge_timer_missed_ticks_total",
            "Ticks left out because their time had passed.",
            state => state.Node.Timers.Select(timer => Series.Of(timer.Missed, ("binding", timer.Binding))))
        .Counters(
            "eventedge_http_answers_total",
            "Answers to requests that a binding takes, by class of their status.",
            state => state.View.Answers.Select(one => Series.Of(one.Count, ("binding", one.Binding), ("status", $"{one.StatusClass}xx"))));
}
