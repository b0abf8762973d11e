using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace PlantFunctions;

/// <summary>
/// Per window: how many readings in a row the temperature rose, at most. Needs the events in order, so no aggregate will do. Of several
/// windows the largest counts, so a long outage may merge them.
/// </summary>
public sealed class LongestRise : IWindowFunction
{
    /// <inheritdoc />
    public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context)
    {
        var (longest, current, previous) = (0, 0, double.NaN);
        foreach (var temperature in window.Events.Select(input => input["temperature"]).Where(value => value.IsNumber))
        {
            current = temperature.AsNumber > previous ? current + 1 : 0;
            longest = Math.Max(longest, current);
            previous = temperature.AsNumber;
        }

        return [Measurement.Mergeable(("rises", longest, MergeRule.Max))];
    }
}
