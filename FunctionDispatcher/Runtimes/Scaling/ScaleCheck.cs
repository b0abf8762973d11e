using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>What the keys of <c>scale</c> say together.</summary>
internal static class ScaleCheck
{
    /// <summary>Checks how many instances there may be.</summary>
    public static void Count(ConfigCheck check, ScaleConfig scale)
    {
        if (scale.Min > scale.Max) check.ReportAtKey(scale, nameof(scale.Min), $"min {scale.Min} is more than max {scale.Max}");
    }

    /// <summary>Checks the same of a runtime whose instances take one call at a time.</summary>
    /// <param name="check">Where problems go.</param>
    /// <param name="scale">The declaration.</param>
    /// <param name="runtime">The runtime's name.</param>
    /// <param name="whyOne">Why it is one, in one clause.</param>
    public static void OneCallEach(ConfigCheck check, ScaleConfig scale, string runtime, string whyOne)
    {
        Count(check, scale);
        if (scale.Concurrency > 1)
            check.ReportAtKey(
                scale, nameof(scale.Concurrency), $"concurrency {scale.Concurrency} is not for '{runtime}': {whyOne}; use max");
    }
}
