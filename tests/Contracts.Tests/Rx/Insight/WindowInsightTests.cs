using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Insight;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Insight;

/// <summary>What is said of a key that waits comes true, and looking changes nothing.</summary>
public sealed class WindowInsightTests
{
    private static readonly DateTimeOffset Origin = WindowBench.Origin;

    [Fact]
    public void A_key_is_told_with_its_watermark_its_clocks_and_its_open_windows()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(outOfOrder: 2, idle: 30), live: true) { Now = 12 };
        bench.At(3, clock: "slow");
        bench.At(11, clock: "fast");

        var key = WindowInsight.Of((WindowOperator)bench.Operator, [FieldValue.Of("a")])!;

        Assert.Equal(Origin.AddSeconds(1), key.Watermark);
        Assert.Equal(
            [("slow", Origin.AddSeconds(3), true), ("fast", Origin.AddSeconds(11), true)],
            key.Clocks.Select(clock => (clock.Id.AsText!, clock.Newest, clock.Counts)));
        Assert.Equal(Origin.AddSeconds(42), key.Clocks[0].SilentAt);
        Assert.Equal(
            [(Origin, Origin.AddSeconds(10)), (Origin.AddSeconds(10), Origin.AddSeconds(20))],
            key.Open.Select(window => (window.Start, window.End)));
    }

    [Fact]
    public void A_key_that_nobody_sent_is_not_there() =>
        Assert.Null(WindowInsight.Of((WindowOperator)new WindowBench(Kinds.Tumbling(10)).Operator, [FieldValue.Of("a")]));

    [Fact]
    public void What_has_fired_is_not_open_though_it_is_kept_for_corrections()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 100), live: true) { Now = 25 };
        bench.Each(3, 12, 25);

        var key = WindowInsight.Of((WindowOperator)bench.Operator, [FieldValue.Of("a")])!;

        Assert.Equal(Origin.AddSeconds(20), Assert.Single(key.Open).Start);
    }

    [Fact]
    public void A_window_of_a_number_tells_how_many_it_holds_and_how_many_wait()
    {
        var bench = new WindowBench(Kinds.Count(4), live: true) { Now = 3 };
        bench.Each(1, 2, 3);

        var key = WindowInsight.Of((WindowOperator)bench.Operator, [FieldValue.Of("a")])!;

        Assert.Equal((2, 1), (Assert.Single(key.Open).Events, key.Waiting));
    }

    [Fact]
    public void The_keys_whose_windows_have_been_open_for_longest_come_first()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), live: true) { Now = 200 };
        for (var device = 20; device > 0; device--) bench.At(device * 10, device: $"d{device}");

        var open = WindowInsight.Open((WindowOperator)bench.Operator);

        Assert.Equal(WindowInsight.ListLimit, open.Count);
        Assert.Equal("d1", open[0].Key[0].AsText);
    }

    [Fact]
    public void If_nothing_more_comes_the_oldest_window_fires_just_when_it_was_said() =>
        Gen.Select(Histories.Sorted, Histories.Kind, Gen.Double[0, 4]).Sample(
            (history, kind, disorder) =>
            {
                var bench = new WindowBench(Kinds.All[kind], WindowBench.Time(Math.Round(disorder), lateness: 5, idle: 7), live: true);
                foreach (var sample in history)
                {
                    bench.Advance(sample.Time);
                    bench.At(sample.Time, sample.Value, sample.Device);
                }

                bench.Fired.Clear();
                var due = WindowInsight.Open((WindowOperator)bench.Operator).Select(key => key.SilentAt).Min();
                if (due is null || due == DateTimeOffset.MaxValue) return;
                var seconds = (due.Value - Origin).TotalSeconds;
                var before = CountAt(bench, seconds - 0.001);
                var after = CountAt(bench, seconds);

                // Windows that hold nothing of their own, or not enough, may come to their time without a result.
                Assert.True(before == 0, $"fired before {seconds}");
                if (Kinds.All[kind].Kind is not (WindowKind.Count or WindowKind.Condition or WindowKind.Session)) Assert.True(after > 0);
            },
            iter: 2000);

    [Fact]
    public void Looking_changes_nothing() => Gen.Select(Histories.Shuffled, Histories.Kind).Sample(
        (history, kind) =>
        {
            var (seen, unseen) = (new WindowBench(Kinds.All[kind], live: true), new WindowBench(Kinds.All[kind], live: true));
            foreach (var sample in history)
            {
                foreach (var bench in (WindowBench[])[seen, unseen])
                {
                    bench.Now = Math.Max(bench.Now, sample.Time);
                    bench.At(sample.Time, sample.Value, sample.Device);
                }

                WindowInsight.Open((WindowOperator)seen.Operator);
                WindowInsight.Of((WindowOperator)seen.Operator, [FieldValue.Of(sample.Device)]);
            }

            Assert.Equal(unseen.Save(), seen.Save());
            Assert.Equal(unseen.Look(), seen.Look());
        },
        iter: 300);

    private static int CountAt(WindowBench bench, double now)
    {
        bench.Advance(now);
        return bench.Fired.Count;
    }
}
