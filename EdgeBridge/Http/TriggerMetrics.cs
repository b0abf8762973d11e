using EventEdge.EdgeBridge.Requests;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The part of <c>/metrics</c> about what starts functions, other than messages.</summary>
internal static class TriggerMetrics
{
    public static void WriteTimers(PrometheusText page, IReadOnlyList<TimerEntry> timers)
    {
        page.Counter("eventedge_timer_missed_ticks_total", "Ticks left out because their time had passed.");
        foreach (var (binding, missed) in timers) page.Sample(missed, ("binding", binding));
    }

    public static void WriteAnswers(PrometheusText page, IReadOnlyList<AnswerCount> answers)
    {
        page.Counter("eventedge_http_answers_total", "Answers to requests that a binding takes, by class of their status.");
        foreach (var (binding, one, count) in answers) page.Sample(count, ("binding", binding), ("status", $"{one}xx"));
    }
}
