using System.ComponentModel;
using System.Diagnostics;

namespace EventEdge.Demo;

/// <summary>Opens the dashboard for a person at a desktop; where there is none, the printed address has to do.</summary>
internal static class Browser
{
    public static void TryOpen(Uri page, IReadOnlyDictionary<string, string> environment)
    {
        if (Opener(environment) is not { } opener) return;
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(opener, [page.ToString()]) { RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            // No opener on this machine; the address is printed.
        }
    }

    private static string? Opener(IReadOnlyDictionary<string, string> environment)
    {
        if (OperatingSystem.IsMacOS()) return "open";
        var desktop = environment.ContainsKey("DISPLAY") || environment.ContainsKey("WAYLAND_DISPLAY");
        return OperatingSystem.IsLinux() && desktop ? "xdg-open" : null;
    }
}
