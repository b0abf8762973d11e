using Docker.DotNet;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>The end of a container, by force, with everything it kept and the network it had to itself.</summary>
internal static class ContainerRemoval
{
    /// <summary>Removes it; one that is gone already is well so, and a refusal is told and left to the next start.</summary>
    public static async Task RemoveAsync(
        DockerClient client, EngineKind engine, string container, ILogger logger, CancellationToken cancellation)
    {
        try
        {
            await EndAsync(client, container, cancellation).ConfigureAwait(false);
            await IsolatedNetwork.LeaveAsync(client, engine, container, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            ContainerTelemetry.RemovalFailed(logger, container, ContainerErrors.Sentence(error));
        }
    }

    private static async Task EndAsync(DockerClient client, string container, CancellationToken cancellation)
    {
        try
        {
            await client.Containers.RemoveContainerAsync(container, new() { Force = true, RemoveVolumes = true }, cancellation)
                .ConfigureAwait(false);
        }
        catch (DockerContainerNotFoundException)
        {
            // It is gone, which is all that was wanted.
        }
    }
}
