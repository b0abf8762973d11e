using System.Net.Sockets;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether a container engine answers. Only functions in containers need one.</summary>
internal sealed class EngineCheck : IDoctorCheck
{
    private const string Name = "container engine";
    private const string Socket = "/var/run/docker.sock";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        var path = patient.Shell.Environment.TryGetValue("DOCKER_HOST", out var host) ? host : $"unix://{Socket}";
        if (!path.StartsWith("unix://", StringComparison.Ordinal)) return [new(Name, FindingState.Skipped, $"it is at {path}, which is "
            + "not asked")];
        path = path["unix://".Length..];
        if (!File.Exists(path)) return [new(Name, FindingState.Skipped, $"there is none at {path}: only functions in containers need one")];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            return [new(Name, FindingState.Ok, $"it answers at {path}")];
        }
        catch (Exception failed) when (
            failed is SocketException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [new(Name, FindingState.Warning, $"it does not answer at {path}: {failed.Message}; only functions in containers need it",
                "start it, and let the node's user use its socket")];
        }
    }
}
