namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>Tallies of many binding versions.</summary>
internal sealed class TallyTable
{
    private readonly Dictionary<(string Binding, string Version), PointTally> _tallies = [];

    /// <summary>The tallies, in no order.</summary>
    public IEnumerable<BindingTally> Entries =>
        _tallies.Select(entry => new BindingTally(entry.Key.Binding, entry.Key.Version, entry.Value));

    /// <summary>The tally of a binding version; zeros when it has none.</summary>
    public PointTally Of(string binding, string version) => _tallies.GetValueOrDefault((binding, version));

    /// <summary>Adds tallies to those that are here.</summary>
    public TallyTable Add(IEnumerable<BindingTally> tallies)
    {
        foreach (var (binding, version, tally) in tallies)
        {
            if (tally != default) _tallies[(binding, version)] = Of(binding, version) + tally;
        }

        return this;
    }
}
