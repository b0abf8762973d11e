using EventEdge.EdgeBridge.Requests;
using EventEdge.FunctionDispatcher.Triggers;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Triggers;

/// <summary>Who waits for which answer: bounded in number and in time.</summary>
public sealed class RequestDeskTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RequestDesk _desk;

    public RequestDeskTests() => _desk = new RequestDesk(_time);

    [Fact]
    public async Task An_answer_goes_to_who_waits_for_it_and_no_one_else()
    {
        var (one, other) = (_desk.TryExpect("1")!, _desk.TryExpect("2")!);
        _desk.Complete(Reply("1"));
        Assert.Equal("1", (await one).Id);
        Assert.False(other.IsCompleted);
        _desk.Forget("2");
        _desk.Complete(Reply("2"));
        Assert.False(other.IsCompleted);
        Assert.False(_desk.TryFind("2", out _));
    }

    [Fact]
    public void So_many_may_wait_and_no_more_until_one_has_gone()
    {
        for (var i = 0; i < RequestDesk.Limit; i++) Assert.NotNull(_desk.TryExpect($"{i}"));
        Assert.Null(_desk.TryExpect("one more"));
        _desk.Forget("0");
        Assert.NotNull(_desk.TryExpect("one more"));
    }

    [Fact]
    public void An_answer_that_is_fetched_is_kept_for_its_time()
    {
        Assert.True(_desk.TryKeep("1"));
        Assert.True(_desk.TryFind("1", out var none));
        Assert.Null(none);
        _desk.Complete(Reply("1", isFetched: true));
        _time.Advance(RequestDesk.KeptFor - TimeSpan.FromTicks(1));
        Assert.True(_desk.TryFind("1", out var kept));
        Assert.Equal("1", kept!.Id);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_desk.TryFind("1", out _));
    }

    [Fact]
    public void Where_all_places_are_taken_the_oldest_answer_makes_room_and_no_request_without_one_does()
    {
        for (var i = 0; i < RequestDesk.Limit; i++)
        {
            Assert.True(_desk.TryKeep($"{i}"));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(_desk.TryKeep("one more"));
        _desk.Complete(Reply("7", isFetched: true));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _desk.Complete(Reply("3", isFetched: true));

        Assert.True(_desk.TryKeep("one more"));
        Assert.Equal((false, true, true), (_desk.TryFind("7", out _), _desk.TryFind("3", out _), _desk.TryFind("0", out _)));
        _time.Advance(RequestDesk.PendingFor);
        Assert.True(_desk.TryKeep("after an hour"));
        Assert.False(_desk.TryFind("0", out _));
    }

    private static RequestReply Reply(string id, bool isFetched = false) => new(id, [], null, null) { IsFetched = isFetched };
}
