using CsCheck;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Histories;

/// <summary>
/// No event that was acknowledged vanishes, and no finished window is replaced by one that has less, whatever is edited, however long a
/// sensor was silent, for every kind of window.
/// </summary>
public sealed class WindowHistoryTests
{
    private const string Tumbling =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, out_of_order: 2s, allowed_lateness: 5s, idle_timeout: 30s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: members }
            emit: { measurement: press }
        """;

    // Each event is in exactly one window.
    private static readonly string[] Disjoint =
    [
        Tumbling,
        Of("tumbling: 20s"),
        Of("tumbling: 5s"),
        Of("tumbling: 7s"),
        Of("tumbling: 10s, early: 1s"),
        Of("hopping: { size: 10s, hop: 10s }"),
        Of("count: { size: 3 }"),
        Of("count: { size: 4 }, early: 1s"),
        Of("at: [00:00, 12:00, 12:00:10, 12:00:25, 12:01, 12:02, 18:00], time_zone: Europe/London"),
        Of("calendar: 1d, time_zone: Pacific/Kiritimati"),
        Tumbling.Replace("name: press", "name: renamed", StringComparison.Ordinal),
        Tumbling.Replace("[device]", "[site, device]", StringComparison.Ordinal),
        Tumbling.Replace(", group_by: [device]", string.Empty, StringComparison.Ordinal),
        Tumbling.Replace("out_of_order: 2s, allowed_lateness: 5s", "out_of_order: 0s, allowed_lateness: 60s", StringComparison.Ordinal),
        Tumbling.Replace("out_of_order: 2s", "out_of_order: 6s, clock: device", StringComparison.Ordinal),
        "bindings: []",
    ];

    // A session that grows at its front leaves the point of its former start beside the new one.
    private static readonly string[] All =
    [
        .. Disjoint,
        Of("session: { gap: 4s }"),
        Of("session: { gap: 4s, max: 15s }"),
        Of("session: { gap: 4s }, early: 1s"),
        Of("hopping: { size: 10s, hop: 5s }"),
        Of("hopping: { size: 9s, hop: 2s }, early: 500ms"),
        Of("sliding: 5s"),
        Of("sliding: 20s, early: 1s"),
        Of("count: { size: 4, hop: 2 }"),
        Of("while: temperature > 50, max: 15s"),
        Of("from: temperature > 50, until: temperature < 50, max: 20s, early: 1s"),
        "bindings: []",
    ];

    private static readonly Gen<int> Action = Gen.Frequency(
        (25, Gen.Const(WindowHistory.Nothing)), (2, Gen.Int[0, All.Length - 1]), (1, Gen.Const(WindowHistory.Restart)),
        (1, Gen.Const(WindowHistory.Wipe)));

    private static readonly Gen<HistoryStep[]> Anyhow = Steps(
        Gen.Frequency((60, Gen.Double[0, 2]), (3, Gen.Double[5, 60]), (1, Gen.Double[90_000, 200_000])),
        Gen.Frequency((6, Gen.Double[-2, 0]), (1, Gen.Double[-12, 0]), (1, Gen.Double[0, 30])));

    // Sensors that stamp whole seconds send several readings with one timestamp, and the same ones to the directory after a wiped one.
    private static readonly Gen<HistoryStep[]> InSeconds = Steps(
        Gen.Frequency((60, Seconds(0, 2)), (3, Seconds(5, 60)), (1, Seconds(90_000, 200_000))),
        Gen.Frequency((6, Seconds(-2, 0)), (1, Seconds(-12, 0)), (1, Seconds(0, 30))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_event_is_stored_once_where_windows_do_not_overlap(int workers) => Gen.OneOf(Anyhow, InSeconds).Sample(
        steps => ShortestHistory.MustBeFine(steps, s => Problem(Disjoint, workers, s, isOnce: true)),
        iter: 200);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_event_vanishes_from_any_kind_of_window_and_none_that_is_finished_is_replaced_by_less(int workers) =>
        Gen.OneOf(Anyhow, InSeconds).Sample(
            steps => ShortestHistory.MustBeFine(steps, s => Problem(All, workers, s, isOnce: false)),
            iter: 200);

    private static string? Problem(string[] files, int workers, IReadOnlyList<HistoryStep> steps, bool isOnce)
    {
        var history = new WindowHistory(files, workers);
        foreach (var step in steps) history.Take(step);
        history.Finish();
        var (accepted, stored) = (history.Accepted, history.Store.Members);
        if (history.Store.Replaced is [var replaced, ..]) return replaced;
        if (accepted.Except(stored).ToList() is { Count: > 0 } lost) return $"not stored: {string.Join(' ', lost)}";
        return isOnce && !accepted.SequenceEqual(stored)
            ? $"taken: {string.Join(' ', accepted)}\nstored: {string.Join(' ', stored)}" : null;
    }

    private static string Of(string window) => Tumbling.Replace("tumbling: 10s", window, StringComparison.Ordinal);

    private static Gen<double> Seconds(int from, int to) => Gen.Int[from, to].Select(seconds => (double)seconds);

    private static Gen<HistoryStep[]> Steps(Gen<double> seconds, Gen<double> jitter) => Gen.Select(
        seconds, jitter, Gen.Int[1, 3], Gen.Bool, Action, (s, j, device, isHigh, action) => new HistoryStep(s, j, device, isHigh, action))
        .Array[1, 150];
}
