using CsCheck;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class WindowProperties
{
    private const int Cases = 1500;

    // Half of them are shown before they are complete.
    private static readonly Gen<WindowShape> AnyWindow = Gen.Select(
        Histories.Kind, Gen.Bool, (kind, early) => Kinds.All[kind] with { Early = early ? WindowBench.Seconds(7) : null });

    [Fact]
    public void Sorted_stream_gives_the_windows_of_the_reference() =>
        Gen.Select(Histories.Kind, Histories.Sorted).Sample(
            (kind, history) => AssertSame(Reference.Windows(Kinds.All[kind], history), Run(Kinds.All[kind], history, outOfOrder: 0)),
            iter: Cases);

    [Fact]
    public void Disorder_within_the_bound_changes_nothing() =>
        Gen.Select(Histories.Kind, Histories.Shuffled).Sample(
            (kind, history) =>
            {
                var window = Kinds.All[kind];
                AssertSame(Reference.Windows(window, history), Run(window, history, Histories.Bound));
            },
            iter: Cases);

    [Fact]
    public void Within_the_bound_every_window_fires_once() =>
        Gen.Select(Histories.Kind, Histories.Shuffled).Sample(
            (kind, history) =>
            {
                var bench = Feed(Kinds.All[kind], history, WindowBench.Time(Histories.Bound));
                Assert.All(bench.Fired, fired => Assert.Equal(0, fired.Revision));
            },
            iter: Cases);

    [Fact]
    public void Late_events_within_the_lateness_correct_aligned_and_sliding_windows_to_the_reference() =>
        Gen.Select(Gen.Int[0, 3], Histories.Any).Sample(
            (kind, history) =>
            {
                var bench = Feed(Kinds.All[kind], history, WindowBench.Time(lateness: 1000));
                AssertSame(Reference.Windows(Kinds.All[kind], history), bench.Final().Values);
            },
            iter: Cases);

    [Fact]
    public void Late_events_within_the_lateness_correct_sessions_to_the_reference() =>
        Histories.Any.Sample(
            history =>
            {
                var bench = Feed(Kinds.Session(3), history, WindowBench.Time(lateness: 1000));
                var final = bench.Final();
                // A merged session leaves behind the firings of those it grew from; the reference's are among the last firings.
                foreach (var expected in Reference.Windows(Kinds.Session(3), history))
                {
                    Assert.Equal(expected, final[expected.Window] with { Revision = 0, Partial = false });
                }
            },
            iter: Cases);

    [Fact]
    public void Restart_at_any_point_leaves_no_trace() =>
        Gen.Select(AnyWindow, Histories.Any, Gen.Double[0, 1], Gen.Int[0, 12].Array[40], Gen.Bool).Sample(
            (window, history, where, pauses, live) =>
            {
                var time = WindowBench.Time(outOfOrder: 1, lateness: 4, idle: 20);
                var straight = new WindowBench(window, time, live);
                var restarted = new WindowBench(window, time, live);
                for (var index = 0; index < history.Length; index++)
                {
                    if (index == (int)(where * history.Length)) restarted.Restart();
                    foreach (var bench in (WindowBench[])[straight, restarted])
                    {
                        bench.Now += pauses[index];
                        bench.At(history[index].Time, history[index].Value, history[index].Device, "clock" + (history[index].Value & 1));
                    }
                    Assert.Equal(straight.Operator.NextDeadline, restarted.Operator.NextDeadline);
                }
                straight.Operator.ClosePartial();
                restarted.Operator.ClosePartial();
                Assert.Equal(straight.Fired, restarted.Fired);
            },
            iter: Cases);

    [Fact]
    public void Restored_state_saves_to_the_same_bytes() =>
        Gen.Select(AnyWindow, Histories.Any, Gen.Bool).Sample(
            (window, history, live) =>
            {
                var bench = Play(new(window, WindowBench.Time(outOfOrder: 1, lateness: 4, idle: 20), live), history);
                bench.Advance(25);
                var saved = bench.Save();
                bench.Restart();
                Assert.Equal(saved, bench.Save());
            },
            iter: Cases);

    [Fact]
    public void Advancing_often_or_never_fires_the_same() =>
        Gen.Select(AnyWindow, Histories.Any, Gen.Int[0, 12].Array[40], Gen.Bool).Sample(
            (window, history, pauses, live) =>
            {
                var time = WindowBench.Time(outOfOrder: 1, lateness: 4, idle: 10);
                var often = new WindowBench(window, time, live);
                var never = new WindowBench(window, time, live);
                for (var index = 0; index < history.Length; index++)
                {
                    for (var second = 0; second < pauses[index]; second++) often.Advance(often.Now + 1);
                    never.Now = often.Now;
                    Assert.Equal(Send(often, history[index]), Send(never, history[index]));
                }
                Assert.Equal(often.Fired, never.Fired);
            },
            iter: Cases);

    [Fact]
    public void Silence_at_any_time_loses_nothing() =>
        Gen.Select(Gen.Int[0, 4], Histories.Shuffled, Gen.Int[0, 12].Array[40]).Sample(
            (kind, history, pauses) =>
            {
                var bench = new WindowBench(Kinds.All[kind], WindowBench.Time(Histories.Bound, idle: 10));
                for (var index = 0; index < history.Length; index++)
                {
                    bench.Advance(bench.Now + pauses[index]);
                    Assert.Equal(WindowOutcome.InWindow, Send(bench, history[index]));
                }
                bench.Advance(bench.Now + 20);
                var final = bench.Final();
                foreach (var expected in Reference.Windows(Kinds.All[kind], history))
                {
                    Assert.Equal(expected, final[expected.Window] with { Revision = 0 });
                }
            },
            iter: Cases);

    [Fact]
    public void What_is_shown_early_changes_no_final_result() =>
        Gen.Select(Histories.Kind, Histories.Any, Gen.Int[0, 12].Array[40]).Sample(
            (kind, history, pauses) =>
            {
                var time = WindowBench.Time(outOfOrder: 1, lateness: 4, idle: 10);
                var plain = new WindowBench(Kinds.All[kind], time, live: true);
                var early = new WindowBench(Kinds.All[kind] with { Early = WindowBench.Seconds(3) }, time, live: true);
                for (var index = 0; index < history.Length; index++)
                {
                    plain.Now = early.Now += pauses[index];
                    Assert.Equal(Send(plain, history[index]), Send(early, history[index]));
                }

                plain.Advance(plain.Now + 1000);
                early.Advance(early.Now + 1000);
                // A final result follows a provisional one even where nothing more has come; one that is the same twice says nothing new.
                Assert.Equal(Told(plain), Told(early));
            },
            iter: Cases);

    private static IEnumerable<Fired> Told(WindowBench bench) => bench.Fired.Where(fired => !fired.Provisional)
        .GroupBy(fired => fired.Window).Select(group => group.Last() with { Revision = 0 })
        .OrderBy(fired => fired.ToString(), StringComparer.Ordinal);

    private static WindowOutcome Send(WindowBench bench, Sample sample) => bench.At(sample.Time, sample.Value, sample.Device);

    private static WindowBench Play(WindowBench bench, IEnumerable<Sample> history)
    {
        foreach (var sample in history) Send(bench, sample);
        return bench;
    }

    private static WindowBench Feed(WindowShape window, IEnumerable<Sample> history, EventTimeRules time)
    {
        var bench = Play(new(window, time), history);
        bench.Operator.ClosePartial();
        return bench;
    }

    private static List<Fired> Run(WindowShape window, Sample[] history, double outOfOrder) =>
        Feed(window, history, WindowBench.Time(outOfOrder)).Fired;

    private static void AssertSame(IEnumerable<Fired> expected, IEnumerable<Fired> actual) =>
        Assert.Equal(InOrder(expected), InOrder(actual.Select(fired => fired with { Revision = 0, Partial = false })));

    private static IEnumerable<Fired> InOrder(IEnumerable<Fired> firings) =>
        firings.OrderBy(fired => fired.ToString(), StringComparer.Ordinal).ThenBy(fired => fired.Min).ThenBy(fired => fired.Max);
}
