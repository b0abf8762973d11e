using CsCheck;
using EventEdge.EdgeBridge.Storage;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>Random histories of a log on a disk that loses power, against a list in memory.</summary>
public sealed class LogModelTests
{
    private enum Step { Append, AppendMany, Commit, ReadSome, ReadAll, Trim, Reopen, Kill, PowerCut }

    private static readonly Gen<(Step Step, int Amount)[]> Histories =
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 60]).Array[1, 60];

    [Fact]
    public void A_log_answers_as_a_list_does_whatever_happens_to_its_process_and_its_power() =>
        Gen.Select(Histories, Gen.Int, Gen.Int[0, 1]).Sample(
            (history, seed, tail) => new History(new Random(seed), tailBytes: tail * 2000).RunAsync(history).GetAwaiter().GetResult(),
            iter: 400,
            threads: 1);

    private sealed class History(Random random, long tailBytes)
    {
        private readonly SimulatedDisk _disk = new();
        private SegmentedLog _log = null!;
        private LogReader _reader = null!;
        private long _appended;
        private long _committed;

        public async Task RunAsync((Step Step, int Amount)[] history)
        {
            OpenLog();
            foreach (var (step, amount) in history)
            {
                await TakeAsync(step, amount);
                Assert.Equal(_appended + 1, _log.NextSequence);
                Assert.Empty(_log.Gaps);
            }

            await CloseAsync();
        }

        private async Task TakeAsync(Step step, int amount)
        {
            switch (step)
            {
                case Step.Append: Append(1); break;
                case Step.AppendMany: Append(amount); break;
                case Step.Commit: await CommitAsync(); break;
                case Step.ReadSome: ReadSome(amount); break;
                case Step.ReadAll: ReadAllPersisted(); break;
                case Step.Trim: _log.Trim(_committed - amount); break;
                case Step.Reopen: await CloseAsync(); OpenLog(); break;
                case Step.Kill: await CrashAsync(_disk.Kill); break;
                case Step.PowerCut: await CrashAsync(() => _disk.CutPower(() => random.Next(2) == 0)); break;
                default: throw new InvalidOperationException(step.ToString());
            }
        }

        private void OpenLog()
        {
            _log = Open(_disk, Options(tailBytes: tailBytes));
            Assert.InRange(_log.CommittedSequence, _committed, _appended);
            _appended = _committed = _log.CommittedSequence;
            _reader = _log.CreateReader(1);
        }

        private void Append(int count)
        {
            for (; count > 0; count--) Assert.Equal(++_appended, _log.Append(1, System.Text.Encoding.UTF8.GetBytes(Text(_appended))));
        }

        private async Task CommitAsync()
        {
            await CommittedAsync(_log, _appended);
            _committed = _appended;
        }

        private void ReadSome(int count)
        {
            while (count-- > 0 && _reader.TryRead(out var record))
            {
                Assert.Equal(Text(record.Sequence), System.Text.Encoding.UTF8.GetString(record.Payload.Span));
                Assert.True(record.Sequence <= _appended);
            }
        }

        private void ReadAllPersisted()
        {
            var read = ReadAll(_log);
            Assert.Equal(Range(_log.FirstSequence, _log.FirstSequence + read.Count - 1), read);
            Assert.True(_log.FirstSequence + read.Count - 1 >= _committed);
        }

        private async Task CrashAsync(Action crash)
        {
            crash();
            await _log.DisposeAsync();
            OpenLog();
        }

        private async Task CloseAsync()
        {
            await _log.DisposeAsync();
            _committed = _appended;
        }
    }
}
