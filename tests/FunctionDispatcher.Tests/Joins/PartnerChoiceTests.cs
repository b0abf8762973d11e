using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Joins;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>Which of several belongs to an instant, and from when on that is certain.</summary>
public sealed class PartnerChoiceTests
{
    private static readonly EventLayout Layout = new();

    [Theory]
    [InlineData(JoinMatch.Nearest, 10, "8:a 11:b", "11:b")]
    [InlineData(JoinMatch.Nearest, 10, "9:a 11:b", "9:a")]
    [InlineData(JoinMatch.Nearest, 10, "10:a 10:b 11:c", "10:b")]
    [InlineData(JoinMatch.Nearest, 10, "12:a 12:b", "12:b")]
    [InlineData(JoinMatch.Nearest, 10, "4:a 16:b", null)]
    [InlineData(JoinMatch.Nearest, 10, "5:a 16:b", "5:a")]
    [InlineData(JoinMatch.Latest, 10, "8:a 11:b", "8:a")]
    [InlineData(JoinMatch.Latest, 10, "4:a 11:b", null)]
    [InlineData(JoinMatch.Next, 10, "9:a 15:b", "15:b")]
    [InlineData(JoinMatch.Next, 10, "9:a 16:b", null)]
    [InlineData(JoinMatch.Next, 10, "10:a 11:b", "10:a")]
    public void One_belongs_to_an_instant(JoinMatch match, int time, string others, string? chosen)
    {
        var list = new EntryList();
        foreach (var other in others.Split(' ').Reverse()) list.Add(Entry(other));

        var found = PartnerChoice.Of(list, TicksOf(time), Rules(match));

        Assert.Equal(chosen, found is null ? null : Shown(found));
    }

    /// <summary>Whatever comes from there on changes nothing, but what comes at that very instant.</summary>
    [Fact]
    public void What_is_certain_stays_whatever_comes_behind_it() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 8], Gen.Int[5, 25], Gen.Int[0, 2], Gen.Int[0, 40].Array[0, 6]).Sample(
            (known, time, match, later) =>
            {
                var rules = Rules((JoinMatch)match);
                var list = new EntryList();
                foreach (var each in known) list.Add(Entry($"{each}:k"));
                var chosen = PartnerChoice.Of(list, TicksOf(time), rules);
                var certain = PartnerChoice.CertainAt(chosen, TicksOf(time), rules);

                foreach (var each in later.Where(each => TicksOf(each) > certain)) list.Add(Entry($"{each}:z"));

                Assert.Same(chosen, PartnerChoice.Of(list, TicksOf(time), rules));
            },
            iter: 5000);

    /// <summary>One tick before it is not certain: something may come that is nearer.</summary>
    [Fact]
    public void What_is_not_certain_can_still_change() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 8], Gen.Int[5, 25]).Sample(
            (known, time) =>
            {
                var rules = Rules(JoinMatch.Nearest);
                var list = new EntryList();
                foreach (var each in known) list.Add(Entry($"{each}:k"));
                var chosen = PartnerChoice.Of(list, TicksOf(time), rules);
                var certain = PartnerChoice.CertainAt(chosen, TicksOf(time), rules);
                if (certain <= TicksOf(time)) return;

                var nearer = Entry("0:n");
                nearer.Event.Time = Ticks.ToInstant(certain - 1);
                list.Add(nearer);

                Assert.Same(nearer, PartnerChoice.Of(list, TicksOf(time), rules));
            },
            iter: 5000);

    [Fact]
    public void The_order_in_which_events_came_cannot_be_told_from_a_list() =>
        Gen.Int[0, 6].Select(Gen.Int[0, 3]).Array[0, 30].Sample(
            values =>
            {
                var (forward, backward) = (new EntryList(), new EntryList());
                foreach (var (time, name) in values) forward.Add(Entry($"{time}:{name}"));
                foreach (var (time, name) in values.Reverse()) backward.Add(Entry($"{time}:{name}"));
                for (var gone = values.Length / 3; gone > 0; gone--)
                {
                    forward.RemoveFirst();
                    backward.RemoveFirst();
                }

                var order = Enumerable.Range(0, forward.Count).Select(i => Shown(forward[i])).ToList();
                Assert.Equal(order, Enumerable.Range(0, backward.Count).Select(i => Shown(backward[i])));
                Assert.Equal(order, values.Select(v => $"{v.Item1}:{v.Item2}").Order(StringComparer.Ordinal).Skip(values.Length / 3));
                Assert.All(Enumerable.Range(0, 7), time => Assert.Equal(
                    order.Count(each => each[0] - '0' < time), forward.IndexFrom(TicksOf(time))));
            },
            iter: 3000);

    [Fact]
    public void A_later_revision_is_known_by_its_result_and_an_earlier_one_revises_nothing()
    {
        var list = new EntryList();
        var first = Entry("3:a");
        (first.Event.Subject, first.Event.Revision) = (7, 1);
        list.Add(Entry("3:0"));
        list.Add(first);
        var (later, earlier, other) = (Entry("3:z"), Entry("3:y"), Entry("3:x"));
        (later.Event.Subject, later.Event.Revision) = (7, 2);
        (earlier.Event.Subject, earlier.Event.Revision) = (7, 0);
        other.Event.Subject = 8;

        Assert.Equal(1, list.IndexOfRevised(later));
        Assert.Equal((true, false), (later.Revises(first), earlier.Revises(first)));
        Assert.Equal((-1, -1), (list.IndexOfRevised(other), list.IndexOfRevised(Entry("3:a"))));
    }

    private static long TicksOf(int seconds) => Some.Noon.AddSeconds(seconds).UtcTicks;

    private static JoinEntry Entry(string text)
    {
        var parts = text.Split(':');
        return new(EdgeEvent.Of(Layout, "t", Some.Noon.AddSeconds(int.Parse(parts[0])), ("name", parts[1])));
    }

    private static string Shown(JoinEntry entry) => $"{(entry.Event.Time - Some.Noon).TotalSeconds}:{entry.Event["name"]}";

    private static JoinRules Rules(JoinMatch match) => new()
    {
        Within = TimeSpan.FromSeconds(5).Ticks, Match = match, Time = [new(), new()], KeyLimit = 10, EventLimit = 10,
    };
}
