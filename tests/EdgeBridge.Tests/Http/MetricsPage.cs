using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Tests.Http;

/// <summary>What <c>/metrics</c> of a node shows: its own instruments, and those of further classes where they are named.</summary>
internal static class MetricsPage
{
    public static string Of(INodeView view, params ReadOnlySpan<Type> telemetry)
    {
        using var readings = new MeterReadings("EventEdge.EdgeBridge", telemetry);
        using var metrics = EdgeMetrics.Open(view, readings.Scope, TimeProvider.System);
        return readings.ToPage();
    }
}
