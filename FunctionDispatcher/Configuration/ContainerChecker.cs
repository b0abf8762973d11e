using System.Text.RegularExpressions;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What depends on more than one key of a container, and what its texts have to look like inside.</summary>
internal sealed class ContainerChecker(ProblemList problems, SourceMap map)
{
    public void Check(ContainerConfig container)
    {
        CheckImage(container);
        CheckNetwork(container);
        foreach (var mount in container.Mounts.Where(m => !Regex.IsMatch(m, @"\A/[^:]*:/[^:]+(:ro)?\z", RegexOptions.NonBacktracking)))
        {
            Fail(container, nameof(container.Mounts), $"a mount has the form /on/machine:/in/container or /on/machine:/in/container:ro, which '{mount}' has not");
        }

        if (container.AllowUnsafe) return;
        foreach (var (property, what) in ContainerIsolation.Weakened(container))
        {
            Fail(container, property, $"'{what}' weakens the isolation of the container: remove it, or say allow_unsafe: true beside it");
        }
    }

    private void CheckImage(ContainerConfig container)
    {
        if (map.Find(container, nameof(container.Image)) is null || !container.Image.Contains('@', StringComparison.Ordinal)) return;
        if (Regex.IsMatch(container.Image, "@sha256:[0-9a-f]{64}$", RegexOptions.NonBacktracking)) return;
        Fail(container, nameof(container.Image), "a digest has the form @sha256: and 64 hexadecimal digits");
    }

    private void CheckNetwork(ContainerConfig container)
    {
        if (container.Network == "none") Fail(container, nameof(container.Network), "a container without any network cannot be called; 'isolated', the default, leads nowhere either");
        if (container is { Network: "host", Scale.Max: > 1 }) Fail(container, nameof(container.Network), $"on network 'host' all instances have the one port {container.Port}: scale max {container.Scale.Max} must be 1");
    }

    private void Fail(ContainerConfig container, string property, string message)
    {
        if (map.FindEntry(container, property) is { } entry) problems.Add(entry.Value.Start, message);
    }
}
