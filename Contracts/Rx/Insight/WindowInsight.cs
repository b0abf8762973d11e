using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Insight;

/// <summary>Looks at windows at work, and says what their keys wait for. Changes nothing; the caller keeps them still meanwhile.</summary>
internal static class WindowInsight
{
    /// <summary>Most windows, and most clocks, of a key that are told.</summary>
    public const int ListLimit = 8;

    private static readonly KeyComparer Keys = new([]);

    /// <summary>A key; null where the windows do not have it. Goes through all of them.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="key">The values of <c>group_by</c>.</param>
    /// <param name="asOf">A time of receipt by which its watermark is told; null for what it is now.</param>
    public static KeyStatus? Of(WindowOperator windows, FieldValue[] key, DateTimeOffset? asOf = null) =>
        windows.Groups.FirstOrDefault(group => Keys.Equals(group.Windows.Key, key)) is { } group ? Of(windows, group, asOf) : null;

    /// <summary>The keys with an open window, those first whose oldest one began first, no more than <see cref="ListLimit"/>.</summary>
    public static IReadOnlyList<KeyStatus> Open(WindowOperator windows) =>
        [.. windows.Groups.Where(IsOpen).OrderBy(group => group.Windows.NextSilent).Take(ListLimit).Select(group => Of(windows, group))];

    private static bool IsOpen(KeyGroup group) => group.Windows.Waiting > 0 || group.Windows.Kept.Any(window => !window.IsEmitted);

    private static KeyStatus Of(WindowOperator windows, KeyGroup group, DateTimeOffset? asOf = null)
    {
        var (recorded, watermarks) = (windows.Recorded, windows.Watermarks);
        if (asOf is { } received) recorded.Observe(received);
        var watermark = watermarks.WatermarkAt(group, recorded);
        return new()
        {
            Key = group.Windows.Key,
            Watermark = watermark == Ticks.Never ? null : Ticks.ToInstant(watermark),
            Clocks = [.. group.All.OrderBy(clock => clock.Timestamp).Take(ListLimit).Select(clock => new ClockStatus(
                clock.Id, Ticks.ToInstant(clock.Timestamp), clock.Counts, Received(recorded, watermarks.RestAt(clock))))],
            Open = [.. group.Windows.Kept.Where(window => !window.IsEmitted).Take(ListLimit).Select(window => new OpenWindow(
                Ticks.ToInstant(window.Start), Ticks.ToInstant(window.End), window.Events))],
            Waiting = group.Windows.Waiting,
            SilentAt = group.Windows.NextSilent is < Ticks.Forever and var next
                ? Received(recorded, watermarks.SilentAt(group, next, recorded)) : null,
        };
    }

    private static DateTimeOffset Received(in RecordedTime recorded, long reading) => Ticks.ToInstant(recorded.ToReceived(reading));
}
