using CsCheck;
using EventEdge.FunctionDispatcher.Engine.Schedules;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Schedules;

public sealed class DueQueueTests
{
    [Fact]
    public void The_earliest_is_next_and_of_one_moment_the_one_that_was_added_first()
    {
        var queue = new DueQueue<string>();
        queue.Set("third", Some.Noon.AddSeconds(2));
        queue.Set("second", Some.Noon.AddSeconds(1));
        queue.Set("also second", Some.Noon.AddSeconds(1));
        Assert.Equal(("second", Some.Noon.AddSeconds(1)), Next(queue));

        queue.Set("second", null);
        Assert.Equal(("also second", Some.Noon.AddSeconds(1)), Next(queue));

        queue.Set("third", Some.Noon);
        Assert.Equal(("third", Some.Noon), Next(queue));
    }

    /// <summary>However due times are moved about, the answer is that of a look at all of them.</summary>
    [Fact]
    public void It_answers_what_a_look_at_everything_would() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[-1, 20]).List[1, 600].Sample(moves =>
        {
            var items = Enumerable.Range(0, 10).Select(i => $"item {i}").ToArray();
            var queue = new DueQueue<string>();
            var known = items.ToDictionary(item => item, _ => (DateTimeOffset?)null);
            foreach (var item in items) queue.Set(item, null);
            foreach (var (index, second) in moves)
            {
                DateTimeOffset? due = second < 0 ? null : Some.Noon.AddSeconds(second);
                queue.Set(items[index], known[items[index]] = due);
                Assert.Equal(known.Values.Min(), queue.Next);
                if (queue.Next is not null) Assert.Equal(items.First(item => known[item] == queue.Next), Next(queue).Item1);
            }
        });

    private static (string, DateTimeOffset) Next(DueQueue<string> queue)
    {
        Assert.True(queue.TryPeek(out var item, out var due));
        return (item, due);
    }
}
