using EventEdge.EdgeBridge.Requests;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Triggers;

/// <summary>Who waits for which answer: bounded in number and in time.</summary>
public sealed class PendingRequestsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PendingRequests _requests;

    public PendingRequestsTests() => _requests = new PendingRequests(_time);

    [Fact]
    public async Task An_answer_goes_to_who_waits_for_it_and_no_one_else()
    {
        var (one, other) = (_requests.TryExpect("1")!, _requests.TryExpect("2")!);
        _requests.Complete(Reply("1"));
        Assert.Equal("1", (await one).Id);
        Assert.False(other.IsCompleted);
        _requests.Forget("2");
        _requests.Complete(Reply("2"));
        Assert.False(other.IsCompleted);
        Assert.False(_requests.TryFind("2", out _));
    }

    [Fact]
    public void So_many_may_wait_and_no_more_until_one_has_gone()
    {
        for (var i = 0; i < PendingRequests.Limit; i++) Assert.NotNull(_requests.TryExpect($"{i}"));
        Assert.Null(_requests.TryExpect("one more"));
        _requests.Forget("0");
        Assert.NotNull(_requests.TryExpect("one more"));
    }

    [Fact]
    public void An_answer_that_is_fetched_is_kept_for_its_time()
    {
        Assert.True(_requests.TryKeep("1"));
        Assert.True(_requests.TryFind("1", out var none));
        Assert.Null(none);
        _requests.Complete(Reply("1", isFetched: true));
        _time.Advance(PendingRequests.AnswersKeptFor - TimeSpan.FromTicks(1));
        Assert.True(_requests.TryFind("1", out var answer));
        Assert.Equal("1", answer!.Id);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_requests.TryFind("1", out _));
    }

    [Fact]
    public void Where_all_places_are_taken_the_oldest_answer_makes_room_and_no_request_without_one_does()
    {
        for (var i = 0; i < PendingRequests.Limit; i++)
        {
            Assert.True(_requests.TryKeep($"{i}"));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(_requests.TryKeep("one more"));
        _requests.Complete(Reply("7", isFetched: true));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _requests.Complete(Reply("3", isFetched: true));

        Assert.True(_requests.TryKeep("one more"));
        Assert.Equal((false, true, true), (_requests.TryFind("7", out _), _requests.TryFind("3", out _), _requests.TryFind("0", out _)));
        _time.Advance(PendingRequests.PendingFor);
        Assert.True(_requests.TryKeep("after an hour"));
        Assert.False(_requests.TryFind("0", out _));
    }

    private static RequestReply Reply(string id, bool isFetched = false) => new(id, [], null, null) { IsFetched = isFetched };
}
