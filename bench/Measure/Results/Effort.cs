namespace EventEdge.Measure.Results;

/// <summary>Processor time, which a busy machine does not stretch as it does the time on the clock.</summary>
internal static class Effort
{
    /// <summary>Nanoseconds of processor time that some work takes this process, for each of its <paramref name="steps"/>.</summary>
    public static double Of(double steps, Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / steps;
    }
}
