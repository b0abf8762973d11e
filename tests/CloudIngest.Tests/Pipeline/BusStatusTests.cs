using EventEdge.CloudIngest.Consumers;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Pipeline;

public sealed class BusStatusTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly BusStatus _status;

    public BusStatusTests() => _status = new(_time) { Name = "the bus" };

    [Fact]
    public void A_bus_that_was_just_started_is_not_unwell_and_one_that_stays_silent_is()
    {
        Assert.Null(_status.Problem);
        _time.Advance(BusStatus.StartGrace - TimeSpan.FromSeconds(1));
        Assert.Null(_status.Problem);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("has not answered yet", _status.Problem!.Reason, StringComparison.Ordinal);
        _status.Up();
        Assert.Null(_status.Problem);
    }

    [Fact]
    public void What_it_answers_is_told_at_once()
    {
        _status.Down("nobody is there");
        Assert.Contains("nobody is there", _status.Problem!.Reason, StringComparison.Ordinal);
        _status.Up();
        _status.Down("gone");
        Assert.Contains("gone", _status.Problem!.Reason, StringComparison.Ordinal);
    }
}
