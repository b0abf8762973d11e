namespace EventEdge.Torture.Check;

/// <summary>
/// Readings of which a promise does not speak, because what held them is gone: a data directory that was put back to an older copy has lost
/// what it acknowledged since, and two that go on from one copy each end the windows that were open then. Whole windows are excused, no
/// others.
/// </summary>
internal sealed class Excuses
{
    private readonly List<(string Device, long First, long Last)> _spans = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _spans.Count > 0;

    /// <summary>Excuses readings <paramref name="first"/> to <paramref name="last"/> of a device.</summary>
    public void Add(string device, long first, long last) => _spans.Add((device, first, last));

    /// <summary>Whether one of the readings from <paramref name="first"/> to <paramref name="last"/> is excused.</summary>
    public bool Touch(string device, long first, long last) =>
        _spans.Exists(span => span.Device == device && span.First <= last && first <= span.Last);
}
