namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>When changes of level are too many to be told one by one.</summary>
/// <param name="Changes">More changes than these within the time, and they are told no more; 2 to 1,000.</param>
/// <param name="Within">The time; after so long without a change they are told again.</param>
internal sealed record AlarmFlapping(int Changes, TimeSpan Within)
{
    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static AlarmFlapping? Read(FunctionSettings settings)
    {
        var (changes, within) = (settings.Whole("flapping.changes", 2, 1000, otherwise: 5), settings.Duration("flapping.within"));
        if (settings.Has("flapping.changes") && within is null && !settings.Has("flapping.within"))
            settings.Report("'flapping.changes' needs 'flapping.within'");
        return within is { } time ? new(changes, time) : null;
    }
}
