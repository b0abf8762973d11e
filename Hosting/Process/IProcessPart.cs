using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;

namespace EventEdge.Hosting.Process;

/// <summary>
/// What runs beside a node in its process, and is shown with it. Every member is called from any thread and answers at once.
/// </summary>
public interface IProcessPart
{
    /// <summary>Its health checks.</summary>
    HealthChecks Health { get; }

    /// <summary>Completes, with the reason, when it has ended and only a new process brings it back.</summary>
    Task<string> Died { get; }

    /// <summary>Distinct points that it stored; null where it stores none.</summary>
    long? PointsStored { get; }

    /// <summary>The scope of its instruments, which are read with the node's.</summary>
    MetricScope Metrics { get; }
}
