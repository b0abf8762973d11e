using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>
/// Whatever is committed leaves in frames that the cloud's reader takes: bounded by points, by tags and fields, and by bytes.
/// </summary>
public sealed class FrameBoundsTests
{
    private const int PointLimit = 500;

    private static readonly Gen<Point> AnyPoint =
        from number in Gen.Int[0, 1_000_000]
        from fields in Gen.Frequency((20, Gen.Int[1, 20]), (4, Gen.Int[100, 900]), (1, Gen.Int[5_000, FrameLimits.PointCells - 2]))
        from text in Gen.Frequency((20, Gen.Const(0)), (2, Gen.Int[1_000, 20_000]), (1, Gen.Int[100_000, 300_000]))
        from shape in Gen.Int[0, 400]
        from character in Gen.Char["aé\u0001\"温"]
        select Point(number, fields, new string(character, text), shape);

    [Fact]
    public void Every_point_arrives_and_no_frame_is_refused() => Gen.Select(AnyPoint.Array[0, 60].Array[1, 12], Gen.Int[0, 2]).Sample(
        (commits, size) =>
        {
            using var outbox = new Opened(HardLimits[size]);
            var possible = commits.SelectMany(points => points).Where(point => outbox.Outbox.Refusal(Some.Binding, point) is null).ToList();
            if (size > 0) Assert.Equal(commits.Sum(points => points.Length), possible.Count);
            Assert.Equal(
                possible.Select(Line).Order(),
                Sent(commits, HardLimits[size]).SelectMany(Accepted).Select(point => Line(point.Point)).Order());
        },
        iter: 25);

    [Theory]
    [InlineData(5_000, 0)]
    [InlineData(3, 20_000)]
    public void Five_hundred_wide_or_long_points_leave_in_more_than_one_frame(int fields, int characters)
    {
        var commits = Enumerable.Range(0, PointLimit)
            .Select(number => (Point[])[Point(number, fields, new string('\u0001', characters), number)]).ToArray();

        var frames = Sent(commits, 1L << 30);

        Assert.InRange(frames.Count, 2, PointLimit / 2);
        Assert.Equal(PointLimit, frames.SelectMany(Accepted).Count());
    }

    [Fact]
    public void A_commit_of_a_hundred_thousand_windows_is_several_records_and_only_the_last_has_the_cursor()
    {
        var points = Enumerable.Range(0, 100_000).Select(number => Point(number, 4, string.Empty, 0)).ToArray();

        var frames = Sent([points], 1L << 30, out var records);

        Assert.Equal(points.Length, frames.SelectMany(Accepted).Count());
        Assert.True(records.Count > 1);
        Assert.All(records.SkipLast(1), record => Assert.Equal(0, record.Cursor));
        Assert.Equal(7, records[^1].Cursor);
    }

    [Fact]
    public async Task What_a_pass_writes_together_fits_into_frames_too()
    {
        using var opened = new Opened(16L << 20, softLimit: 0.5);
        for (var number = 0; number < 500; number++)
        {
            opened.Outbox.Commit(Some.Binding, 7, DeliveryClass.Normal, [Wide(number)], TestContext.Current.CancellationToken);
            opened.Flush();
        }

        await opened.Outbox.RelieveAsync();

        List<BuiltFrame> frames = [];
        List<OutboxRecord> records = [];
        Take(opened.Outbox, new FrameBuilder("n1", opened.Outbox, new FakeTimeProvider()), frames, records);
        Assert.Contains(records, record => record.Points.Count > 1);
        Assert.Equal(500, frames.SelectMany(Accepted).Count());

        static Point Wide(int number) => Point(number, 0, string.Empty, 0) with
        {
            Fields = [.. Enumerable.Range(0, 2_000).Select(place => KeyValuePair.Create($"{place:x}", FieldValue.Of(place)))],
        };
    }

    [Theory]
    [InlineData(OutboxOptions.SmallestHardLimitBytes, 12_000, false)]
    [InlineData(1L << 30, 20_000, true)]
    public void Parts_of_a_commit_may_be_merged_only_where_they_come_together(long hardLimit, int count, bool mayMerge)
    {
        // The state is a count of one, and the point's field comes from it.
        var points = Enumerable.Range(0, count).Select(number => Point(number, 0, string.Empty, 0) with
        {
            Fields = [KeyValuePair.Create("count", FieldValue.Of(1))],
            WindowEnd = Some.Noon.AddSeconds(number + 1),
            Mergeable = new(TimeSpan.FromSeconds(1), new byte[] { 1, 1 }),
        });

        Sent([[.. points]], hardLimit, out var records);

        Assert.True(records.Count > 1);
        Assert.Equal(count, records.Sum(record => record.Points.Count));
        Assert.All(records.SelectMany(record => record.Points), point => Assert.Equal(mayMerge, point.Mergeable is not null));
    }

    [Fact]
    public void A_point_that_fits_into_no_record_is_told_before_it_is_committed()
    {
        using var outbox = new Opened(HardLimits[0]);
        Assert.Null(outbox.Outbox.Refusal(Some.Binding, Point(1, 4, new string('a', 30_000), 0)));
        Assert.Contains(
            "--outbox-limit", outbox.Outbox.Refusal(Some.Binding, Point(1, 4, new string('a', 40_000), 0)), StringComparison.Ordinal);
        using var larger = new Opened(1L << 30);
        Assert.Null(larger.Outbox.Refusal(Some.Binding, Point(1, 4, new string('a', 3_000_000), 0)));
        Assert.NotNull(larger.Outbox.Refusal(Some.Binding, Point(1, 4, new string('\u0001', 3_000_000), 0)));
    }

    private static long[] HardLimits => [OutboxOptions.SmallestHardLimitBytes, 64L << 20, 1L << 30];

    private static List<BuiltFrame> Sent(IEnumerable<Point[]> commits, long hardLimit) => Sent(commits, hardLimit, out _);

    private static List<BuiltFrame> Sent(IEnumerable<Point[]> commits, long hardLimit, out List<OutboxRecord> records)
    {
        using var opened = new Opened(hardLimit);
        var builder = new FrameBuilder("n1", opened.Outbox, new FakeTimeProvider());
        List<BuiltFrame> frames = [];
        records = [];
        foreach (var points in commits)
        {
            Point[] possible = [.. points.Where(point => opened.Outbox.Refusal(Some.Binding, point) is null)];
            var commit = Task.Run(
                () => opened.Outbox.Commit(Some.Binding, 7, DeliveryClass.Normal, possible), TestContext.Current.CancellationToken);
            // Where there is little room, a commit waits for what was acknowledged, and that is given back by the clock.
            while (hardLimit < 1L << 30 && !commit.Wait(1, TestContext.Current.CancellationToken))
            {
                Take(opened.Outbox, builder, frames, records);
                opened.Time.Advance(TimeSpan.FromSeconds(1));
            }

            commit.GetAwaiter().GetResult();
            opened.Flush();
        }

        Take(opened.Outbox, builder, frames, records);
        return frames;
    }

    private static void Take(ResultOutbox outbox, FrameBuilder builder, List<BuiltFrame> frames, List<OutboxRecord> records)
    {
        while (outbox.TryNext(DeliveryClass.Normal, PointLimit) is { } batch)
        {
            frames.Add(builder.Build(batch));
            records.AddRange(batch.Records);
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }
    }

    private static IEnumerable<FramePoint> Accepted(BuiltFrame built)
    {
        var points = FrameCodec.ToPoints(FrameBody.Decode(built.Frame.Body));
        Assert.All(points, point => Assert.Null(point.Refusal));
        return points;
    }

    private static Point Point(int number, int fields, string text, int shape) => new()
    {
        Measurement = $"m{shape}",
        Tags = [KeyValuePair.Create("device", $"p{number}")],
        Fields = [.. Enumerable.Range(0, fields).Select(place => KeyValuePair.Create($"f{shape}_{place}", FieldValue.Of(place))),
            .. text.Length == 0 ? [] : (KeyValuePair<string, FieldValue>[])[new("text", text)]],
        Time = Some.Noon.AddSeconds(number),
    };

    private static string Line(Point point) =>
        $"{point.Measurement} {point.Tags[0].Value} {point.Fields.Count} "
            + $"{point.Fields[^1].Value.ToString().GetHashCode(StringComparison.Ordinal)} {point.Time:O}";

    private sealed class Opened : IDisposable
    {
        public Opened(long hardLimit, double softLimit = 1) => Outbox = ResultOutbox.Open(
            new OutboxOptions
            { Directory = "/data/outbox", HardLimitBytes = hardLimit, SoftLimit = softLimit, BacklogLimit = int.MaxValue },
            new SimulatedDisk().NewProcess(), Time, NullLogger.Instance);

        public FakeTimeProvider Time { get; } = new();

        public ResultOutbox Outbox { get; }

        public void Flush() => Outbox.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

        public void Dispose() => Outbox.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
