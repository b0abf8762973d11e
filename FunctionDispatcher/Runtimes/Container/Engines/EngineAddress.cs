using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>Where the machine's container engine listens.</summary>
internal static class EngineAddress
{
    private static readonly string[] Sockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];

    /// <summary>What <c>DOCKER_HOST</c> says; else the first socket of Docker or Podman that is there.</summary>
    /// <exception cref="FunctionUnusableException">There is none, or what is declared is no address.</exception>
    public static Uri Find(string? declared, Func<string, bool> exists)
    {
        if (!string.IsNullOrEmpty(declared))
        {
            return Uri.TryCreate(declared, UriKind.Absolute, out var address)
                ? address
                : throw new FunctionUnusableException(
                    $"DOCKER_HOST is no address: '{declared}'; it has the form unix:///path/to/docker.sock");
        }

        var socket = Array.Find(Sockets, s => exists(s));
        return socket is not null
            ? new Uri($"unix://{socket}")
            : throw new FunctionUnusableException(
                $"no container engine is running: there is neither {string.Join(" nor ", Sockets)}; start Docker or Podman, "
                    + "or name its socket in DOCKER_HOST");
    }
}
