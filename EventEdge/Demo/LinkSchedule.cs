using EventEdge.EdgeBridge.Uplink;
using EventEdge.Settings.Values;

namespace EventEdge.Demo;

/// <summary>Cuts the link and restores it at set times after the demo began: <c>5s..12s</c>.</summary>
/// <param name="Cut">When it is cut.</param>
/// <param name="Restore">When it is restored, later than the cut.</param>
internal sealed record LinkSchedule(TimeSpan Cut, TimeSpan Restore)
{
    public static bool TryParse(string text, out LinkSchedule? schedule)
    {
        schedule = null;
        if (text.Split("..") is not [var from, var to]) return false;
        if (!DurationText.TryParse(from, out var cut) || !DurationText.TryParse(to, out var restore) || restore <= cut) return false;
        schedule = new(cut, restore);
        return true;
    }

    /// <summary>Waits and switches; on cancellation the link is left restored.</summary>
    public async Task RunAsync(LinkSwitch link, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Cut, time, cancellation);
            link.Set(true);
            await Task.Delay(Restore - Cut, time, cancellation);
        }
        finally
        {
            link.Set(false);
        }
    }
}
