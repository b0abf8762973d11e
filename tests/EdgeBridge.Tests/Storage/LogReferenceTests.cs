using CsCheck;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Segments;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>Random histories of a log and of SQLite give the same answers, through restarts, kills, power cuts and torn writes.</summary>
public sealed class LogReferenceTests
{
    private const int SegmentBytes = 1024;

    private enum Step { Append, AppendBatch, FillSegment, Commit, Read, Trim, Reopen, Kill, PowerCut, TornPowerCut }

    private static readonly Gen<(Step Step, int Amount)[]> Histories = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 40]).Array[1, 50];

    [Fact]
    public void A_log_and_SQLite_give_the_same_answers_to_the_same_history() =>
        Gen.Select(Histories, Gen.Int, Gen.Int[0, 1]).Sample(
            (history, seed, tail) =>
            {
                using var run = new History(new Random(seed), tail * 2000);
                run.RunAsync(history).GetAwaiter().GetResult();
            },
            iter: 500,
            threads: 1);

    private sealed class History : IDisposable
    {
        private readonly SqliteReference _reference = new();
        private readonly SimulatedDisk _disk = new();
        private readonly Random _random;
        private readonly LogOptions _options;
        private SegmentedLog _log;

        public History(Random random, long tailBytes)
        {
            _random = random;
            _options = Options(SegmentBytes, tailBytes);
            _log = Open(_disk, _options);
        }

        public void Dispose() => _reference.Dispose();

        public async Task RunAsync((Step Step, int Amount)[] history)
        {
            foreach (var (step, amount) in history)
            {
                await TakeAsync(step, amount);
                Assert.Equal((_reference.FirstSequence, _reference.NextSequence), (_log.FirstSequence, _log.NextSequence));
                Assert.Empty(_log.Gaps);
            }

            await ReopenAsync();
            await ReadAsync(0);
            await _log.DisposeAsync();
        }

        private Task TakeAsync(Step step, int amount) => step switch
        {
            Step.Append => AppendAsync(1, amount),
            Step.AppendBatch => AppendAsync(amount, 30),
            Step.FillSegment => AppendAsync(2, SegmentBytes - SegmentHeader.Bytes - RecordFormat.Overhead - (amount % 3)),
            Step.Commit => CommitAsync(),
            Step.Read => ReadAsync(amount),
            Step.Trim => TrimAsync(amount),
            Step.Reopen => ReopenAsync(),
            Step.Kill => CrashAsync(_disk.Kill),
            Step.PowerCut => CrashAsync(() => _disk.CutPower(() => _random.Next(2) == 0)),
            Step.TornPowerCut => CrashAsync(TearAndCut),
            _ => throw new InvalidOperationException(step.ToString()),
        };

        private Task AppendAsync(int records, int largest)
        {
            for (; records > 0; records--)
            {
                var payload = new byte[largest < 100 ? _random.Next(largest + 1) : largest];
                _random.NextBytes(payload);
                var type = (byte)_random.Next(1, 128);
                Assert.Equal(_reference.Append(type, payload), _log.Append(type, payload));
            }

            return Task.CompletedTask;
        }

        private async Task CommitAsync()
        {
            await CommittedAsync(_log, _log.NextSequence - 1);
            _reference.Commit();
        }

        private async Task ReadAsync(int back)
        {
            await CommitAsync();
            var from = Math.Max(_log.FirstSequence, back == 0 ? 0 : _log.NextSequence - back);
            Assert.Equal(_reference.Read(from), ReadLog(from));
        }

        private List<(long Sequence, int Type, string Payload)> ReadLog(long from)
        {
            using var reader = _log.CreateReader(from);
            var records = new List<(long, int, string)>();
            while (reader.TryRead(out var record)) records.Add((record.Sequence, record.Type, Convert.ToHexString(record.Payload.Span)));
            return records;
        }

        private async Task TrimAsync(int keep)
        {
            await CommitAsync();
            var keepFrom = _log.NextSequence - keep;
            _log.Trim(keepFrom);
            Assert.True(_reference.TryTrim(_log.FirstSequence, keepFrom), "the trim took what was to be kept");
        }

        private async Task ReopenAsync()
        {
            await _log.DisposeAsync();
            _reference.Commit();
            _log = Open(_disk, _options);
        }

        private async Task CrashAsync(Action crash)
        {
            crash();
            await _log.DisposeAsync();
            _log = Open(_disk, _options);
            Assert.True(
                _reference.TryCrash(_log.NextSequence - 1), $"found to end at {_log.NextSequence - 1}, promised to {_reference.Committed}");
        }

        // Of a write that was not synced, whole sectors survive or do not; the last that does may end anywhere.
        private void TearAndCut()
        {
            var left = _random.Next(4);
            _disk.CutPower(() => left-- > 0);
        }
    }
}
