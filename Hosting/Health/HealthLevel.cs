namespace EventEdge.Hosting.Health;

/// <summary>How well a part of a node does its work, from best to worst. A node is as well as the worst of its parts.</summary>
public enum HealthLevel
{
    /// <summary>Nothing to tell.</summary>
    Ok,

    /// <summary>Works and loses nothing, but somebody should know: <c>/healthz/ready</c> still answers 200, with the reason.</summary>
    Degraded,

    /// <summary>Cannot take messages (edge) or frames (cloud) for now: <c>/healthz/ready</c> answers 503.</summary>
    Failed,

    /// <summary>
    /// Will not mend by itself, as a loop has ended: <c>/healthz/live</c> answers 503, so that a supervisor starts the node again.
    /// </summary>
    Dead,
}
