using EventEdge.Hosting.Http;
using Microsoft.AspNetCore.Http;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>Which pages may open a WebSocket: the rules of the HTTP listener, and the origins that the operator allows besides.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>: how a page of this very address was fetched.</param>
/// <param name="AnyName">Whether it answers to every name: clients have to say who they are. Otherwise to names of this machine
/// only.</param>
/// <param name="Origins">Origins of pages that may, such as <c>https://panel.plant:8443</c>.</param>
internal sealed record UpgradeRules(string Scheme, bool AnyName, IReadOnlyList<string> Origins)
{
    /// <summary>The refusal as a status line; null when there is none. Only browsers send an origin, and always.</summary>
    public string? Refusal(string? host, string? origin, string? site)
    {
        if (!AnyName && (string.IsNullOrEmpty(host) || !HostGuard.IsLoopbackName(new HostString(host)))) return "421 Misdirected Request";
        if (origin is not null && Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)) return null;
        if (site is not (null or "" or "same-origin" or "none")) return "403 Forbidden";
        return origin is null || origin.Equals($"{Scheme}://{host}", StringComparison.OrdinalIgnoreCase) ? null : "403 Forbidden";
    }
}
