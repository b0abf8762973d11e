using CsCheck;
using EventEdge.CloudIngest.Ledger.Records;

namespace EventEdge.CloudIngest.Tests.Ledger.Records;

public sealed class IntervalSetTests
{
    [Fact]
    public void It_holds_what_a_plain_set_holds_and_never_more_intervals_than_needed() =>
        Gen.Select(Gen.Long[1, 60], Gen.Long[0, 5]).Array[0, 40].Sample(additions =>
        {
            var intervals = new IntervalSet();
            var plain = new HashSet<long>();
            foreach (var (first, more) in additions)
            {
                intervals.Add(first, first + more);
                for (var n = first; n <= first + more; n++) plain.Add(n);
            }

            Assert.All(Enumerable.Range(0, 70), n => Assert.Equal(plain.Contains(n), intervals.Contains(n)));
            Assert.Equal(plain.Count(n => !plain.Contains(n - 1)), intervals.Intervals.Count);
            var missing = Enumerable.Range(1, (int)plain.DefaultIfEmpty(0).Max()).Select(n => (long)n).Where(n => !plain.Contains(n));
            Assert.Equal(missing, intervals.Missing()
                .SelectMany(gap => Enumerable.Range((int)gap.First, (int)(gap.Last - gap.First + 1)).Select(n => (long)n)));
        });
}
