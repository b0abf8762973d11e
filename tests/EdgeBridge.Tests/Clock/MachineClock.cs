using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Clock;

/// <summary>A machine whose clock may be wrong, while time passes as it does. Its uptime begins with it.</summary>
internal sealed class MachineClock : FakeTimeProvider
{
    private readonly long _booted;

    public MachineClock(DateTimeOffset start) : base(start) => _booted = start.Ticks;

    /// <summary>The first moment of a clock that was never set.</summary>
    public static readonly DateTimeOffset Unset = DateTimeOffset.UnixEpoch;

    /// <summary>How far the clock is from the truth.</summary>
    public TimeSpan Wrong { get; set; }

    /// <summary>Called whenever the time was read: whoever reads it may be held up there.</summary>
    public Action? Read { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow() + Wrong;
        Read?.Invoke();
        return now;
    }

    public override long GetTimestamp() => base.GetUtcNow().Ticks - _booted;
}
