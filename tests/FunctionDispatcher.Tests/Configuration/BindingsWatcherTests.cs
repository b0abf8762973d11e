using System.Threading.Channels;
using EventEdge.FunctionDispatcher.Configuration.Files;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class BindingsWatcherTests : IDisposable
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
    private readonly FakeTimeProvider _time = new();

    private string File => Path.Combine(_folder, "bindings.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_content_is_reported_once()
    {
        var watcher = Watch("bindings: []");

        Assert.Null(Settle(watcher));
        Write("bindings: [] # changed");
        Assert.NotNull(Settle(watcher));
        Assert.Null(Settle(watcher));
        Write("bindings: [] # changed");
        Assert.Null(Settle(watcher));
    }

    [Fact]
    public void A_change_between_reading_and_watching_is_not_missed()
    {
        var watcher = Watch("bindings: []", nowOnDisk: "bindings: [] # since");

        Assert.NotNull(Settle(watcher));
    }

    [Fact]
    public void A_bad_file_is_reported_with_its_problems_and_the_repair_after_it()
    {
        var watcher = Watch("bindings: []");

        Write("binding: []");
        Assert.NotEmpty(Settle(watcher)!.Problems);
        Assert.Null(Settle(watcher));
        Write("bindings: []");
        Assert.NotNull(Settle(watcher)!.Config);
    }

    [Fact]
    public void A_file_that_vanishes_is_reported_once_and_its_return_too()
    {
        var watcher = Watch("bindings: []");

        System.IO.File.Delete(File);
        Assert.Contains("no such file", Assert.Single(Settle(watcher)!.Problems).Message, StringComparison.Ordinal);
        Assert.Null(Settle(watcher));
        Write("bindings: []");
        Assert.NotNull(Settle(watcher)!.Config);
    }

    [Fact]
    public void A_swapped_symbolic_link_is_seen()
    {
        Write("bindings: []");
        var (old, next, link) = (Path.Combine(_folder, "old"), Path.Combine(_folder, "new"), Path.Combine(_folder, "link"));
        System.IO.File.WriteAllText(old, "bindings: []");
        System.IO.File.WriteAllText(next, "bindings: [] # new");
        System.IO.File.CreateSymbolicLink(link, old);
        var watcher = new BindingsWatcher(link, BindingsFile.Load(link), _time);

        System.IO.File.Delete(link);
        System.IO.File.CreateSymbolicLink(link, next);

        Assert.NotNull(Settle(watcher));
    }

    [Fact]
    public void A_file_that_is_just_being_written_is_left_alone()
    {
        var watcher = Watch("bindings: []");

        Write("bindings: [] # hal");
        Assert.Null(watcher.Poll());
        Write("bindings: [] # half and half");
        Assert.Null(watcher.Poll());
        Assert.Equal(BindingsFile.Load(File).ContentHash, watcher.Poll()!.ContentHash);
    }

    [Fact]
    public void A_change_that_is_taken_back_at_once_is_none()
    {
        var watcher = Watch("bindings: []");

        Write("bindings: [] # slip");
        Assert.Null(watcher.Poll());
        Write("bindings: []");
        Assert.Null(Settle(watcher));
        Write("bindings: [] # slip");
        Assert.Null(watcher.Poll());
    }

    [Fact]
    public async Task Looks_every_period_until_cancelled()
    {
        var watcher = Watch("bindings: []");
        var seen = Channel.CreateBounded<BindingsResult>(16);
        using var stop = new CancellationTokenSource();
        var run = watcher.RunAsync(async result => await seen.Writer.WriteAsync(result, stop.Token), stop.Token);

        Write("bindings: [] # first");
        _time.Advance(BindingsWatcher.DefaultPeriod - TimeSpan.FromTicks(1));
        Assert.False(seen.Reader.TryRead(out _));
        var first = await AdvanceUntilAsync(seen.Reader);

        Assert.Equal(BindingsFile.Load(File).ContentHash, first.ContentHash);
        await stop.CancelAsync();
        await run.WaitAsync(WaitLimit, TestContext.Current.CancellationToken);
        Assert.True(run.IsCompletedSuccessfully);
    }

    private async Task<BindingsResult> AdvanceUntilAsync(ChannelReader<BindingsResult> seen)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(WaitLimit);
        BindingsResult? result;
        while (!seen.TryRead(out result))
        {
            _time.Advance(BindingsWatcher.DefaultPeriod);
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }

        return result;
    }

    private static BindingsResult? Settle(BindingsWatcher watcher) => watcher.Poll() ?? watcher.Poll();

    private BindingsWatcher Watch(string read, string? nowOnDisk = null)
    {
        Write(read);
        var current = BindingsFile.Load(File);
        if (nowOnDisk is not null) Write(nowOnDisk);
        return new BindingsWatcher(File, current, _time);
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);
}
