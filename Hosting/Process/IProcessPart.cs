using EventEdge.Hosting.Health;

namespace EventEdge.Hosting.Process;

/// <summary>What runs beside a node in its process, and is shown with it. Every member is called from any thread and answers at once.</summary>
public interface IProcessPart
{
    /// <summary>Its health checks.</summary>
    HealthChecks Health { get; }

    /// <summary>Completes, with the reason, when it has ended and only a new process brings it back.</summary>
    Task<string> Died { get; }

    /// <summary>Distinct points that it stored; null where it stores none.</summary>
    long? PointsStored { get; }

    /// <summary>Its families for the metrics page, as Prometheus text.</summary>
    string Metrics();
}
