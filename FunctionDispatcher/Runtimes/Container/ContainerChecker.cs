using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>What depends on more than one key of a container, and what its texts have to look like inside.</summary>
internal sealed class ContainerChecker(ConfigCheck check)
{
    public void Check(ContainerConfig container)
    {
        ScaleCheck.Count(check, container.Scale);
        CheckImage(container);
        CheckNetwork(container);
        foreach (var mount in container.Mounts.Where(m => !Regex.IsMatch(m, @"\A/[^:]*:/[^:]+(:ro)?\z", RegexOptions.NonBacktracking)))
        {
            var message = $"a mount has the form /on/machine:/in/container or /on/machine:/in/container:ro, which '{mount}' has not";
            check.Report(container, nameof(container.Mounts), message);
        }

        if (container.AllowUnsafe) return;
        foreach (var (property, what) in ContainerIsolation.Weakened(container))
        {
            check.Report(
                container, property, $"'{what}' weakens the isolation of the container: remove it, or say allow_unsafe: true beside it");
        }
    }

    private void CheckImage(ContainerConfig container)
    {
        if (!check.IsGiven(container, nameof(container.Image)) || !container.Image.Contains('@', StringComparison.Ordinal)) return;
        if (Regex.IsMatch(container.Image, "@sha256:[0-9a-f]{64}$", RegexOptions.NonBacktracking)) return;
        check.Report(container, nameof(container.Image), "a digest has the form @sha256: and 64 hexadecimal digits");
    }

    private void CheckNetwork(ContainerConfig container)
    {
        const string None = "a container without any network cannot be called; 'isolated', the default, leads nowhere either";
        if (container.Network == "none") check.Report(container, nameof(container.Network), None);
        if (container is { Network: "host", Scale.Max: > 1 })
        {
            var message = $"on network 'host' all instances have the one port {container.Port}: scale max {container.Scale.Max} must be 1";
            check.Report(container, nameof(container.Network), message);
        }
    }
}
