using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>The look at a worker's processes runs on a bare thread: where it fails, the node must go on.</summary>
public sealed class ExcessWatchTests
{
    private readonly CollectingLog<ExcessWatchTests> _log = new();

    [Fact]
    public void A_look_that_fails_is_told_once_and_made_again()
    {
        var looks = new Queue<Func<string?>>([
            () => throw new IOException("too many open files"), () =>
                throw new UnauthorizedAccessException("no"), () => null, () => "too much"]);
        var ended = 0;
        var watch = new ExcessWatch(() => looks.Dequeue()(), () => ended++, "press", _log);

        for (var count = 0; count < 3; count++) watch.Look();
        Assert.Null(watch.Excess);
        Assert.Contains("too many open files", Assert.Single(_log.Lines).Line);

        watch.Look();
        Assert.Equal(("too much", 1), (watch.Excess, ended));
    }

    [Fact]
    public void What_could_not_be_ended_is_ended_at_the_next_look()
    {
        var tries = 0;
        var watch = new ExcessWatch(
            () => "too much",
            () =>
            {
                if (++tries == 1) throw new IOException("too many open files");
            },
            "press",
            _log);

        watch.Look();
        watch.Look();

        Assert.Equal(("too much", 2), (watch.Excess, tries));
    }
}
