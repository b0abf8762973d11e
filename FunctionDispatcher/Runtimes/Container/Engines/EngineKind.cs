namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>The engines that speak Docker's interface, each in its own way.</summary>
internal enum EngineKind
{
    /// <summary>Docker, and what behaves as it does.</summary>
    Docker,

    /// <summary>Podman's service.</summary>
    Podman,
}
