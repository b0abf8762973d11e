using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

/// <summary>Sliding results that are put together from parts are those of all their events.</summary>
public sealed class SlidingPartsTests
{
    // Dense enough for windows of a hundred events and more.
    private static readonly Gen<(double Step, double Back, int Value, bool Restarts)[]> Dense = Gen.Select(
        Gen.Frequency((20, Gen.Double[0.01, 0.06]), (1, Gen.Double[0.3, 2])), Gen.Frequency((12, Gen.Const(0.0)), (1, Gen.Double[0, 6])),
        Gen.Int[-9, 9], Gen.Int[0, 60], (step, back, value, restarts) => (step, back, value, restarts == 0)).Array[50, 600];

    [Fact]
    public void Parts_give_what_all_events_give_whatever_comes_late_or_restarts() => Dense.Sample(
        history =>
        {
            var bench = new WindowBench(Kinds.Sliding(5), WindowBench.Time(outOfOrder: 0.5, lateness: 3));
            var (now, seen) = (10.0, new List<Sample>());
            foreach (var (step, back, value, restarts) in history)
            {
                now += step;
                if (restarts) bench.Restart();
                var time = Math.Round((now - back) * 64) / 64; // what both doubles and ticks hold
                if (bench.At(time, value) != WindowOutcome.Late) seen.Add(new(time, "a", value));
            }

            bench.Operator.ClosePartial();
            var final = bench.Final();
            // A late event is in the results from its own on; older ones were closed before it came.
            foreach (var expected in Reference.Windows(Kinds.Sliding(5), seen).Where(window => window.End > now - 3))
                Assert.Equal(expected, final[expected.Window] with { Revision = 0, Partial = false });
        },
        iter: 150);

    [Fact]
    public void A_restart_merges_the_same_states_in_the_same_order()
    {
        var random = new Random(5);
        var (events, layout) = (new EventBuffer(), new EventLayout());
        var slot = layout.SlotOf("v");
        var straight = new SlidingParts(events, () => new Trace(slot));
        var restarted = new SlidingParts(events, () => new Trace(slot));
        var first = 0;
        for (var number = 0; number < 2000; number++)
        {
            var input = new EdgeEvent(layout) { Time = WindowBench.Origin.AddSeconds(number) };
            input.Set(slot, number);
            var index = events.Add(input);
            straight.Insert(index);
            restarted.Insert(index);
            if (random.Next(20) == 0) restarted = Restart(restarted, events, slot);
            while (events.Count - first > 100 + random.Next(5)) first++;
            Assert.Equal(((Trace)straight.Of(first, events.Count)).Steps, ((Trace)restarted.Of(first, events.Count)).Steps);
            for (; first > 40; first--)
            {
                events.RemoveOldest();
                straight.RemoveOldest();
                restarted.RemoveOldest();
            }
        }
    }

    [Fact]
    public void An_event_costs_a_few_steps_however_many_a_window_holds()
    {
        long Steps(int size)
        {
            var (events, layout, steps) = (new EventBuffer(), new EventLayout(), new Counter());
            var parts = new SlidingParts(events, () => new Steps(steps));
            for (var number = 0; number < 20_000; number++)
            {
                parts.Insert(events.Add(new EdgeEvent(layout) { Time = WindowBench.Origin.AddSeconds(number) }));
                if (events.Count > size)
                {
                    events.RemoveOldest();
                    parts.RemoveOldest();
                }

                if (events.Count > SlidingParts.Few) parts.Of(0, events.Count);
            }

            return steps.Count / 20_000;
        }

        Assert.InRange(Steps(100), 1, 10);
        Assert.InRange(Steps(5000), 1, 10);
    }

    private static SlidingParts Restart(SlidingParts parts, EventBuffer events, int slot)
    {
        var stream = new MemoryStream();
        parts.Save(new(stream));
        stream.Position = 0;
        var again = new SlidingParts(events, () => new Trace(slot));
        again.Load(new(stream));
        return again;
    }

    private sealed class Counter
    {
        public long Count { get; set; }
    }

    // Counts what is done to it.
    private sealed class Steps(Counter counter) : IAccumulator
    {
        public void Add(EdgeEvent input) => counter.Count++;

        public void Merge(IAccumulator other) => counter.Count++;

        public IEnumerable<Measurement> Result(WindowBounds window) => [];

        public void Save(BinaryWriter writer) => throw new NotSupportedException();

        public void Load(BinaryReader reader) => throw new NotSupportedException();
    }

    // Remembers in which order it took what.
    private sealed class Trace(int slot) : IAccumulator
    {
        public string Steps { get; private set; } = string.Empty;

        public void Add(EdgeEvent input) => Steps += input.At(slot).ToString() + " ";

        public void Merge(IAccumulator other) => Steps += $"({((Trace)other).Steps})";

        public IEnumerable<Measurement> Result(WindowBounds window) => [];

        public void Save(BinaryWriter writer) => throw new NotSupportedException();

        public void Load(BinaryReader reader) => throw new NotSupportedException();
    }
}
