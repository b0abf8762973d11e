using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace PlantFunctions;

/// <summary>Per event: an alert for each temperature above <c>with: { limit }</c>, with how far it is above.</summary>
public sealed class Overheat(FunctionContext context) : IEventFunction
{
    private readonly double _limit = double.Parse(context.With.GetValueOrDefault("limit", "90"), CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext _)
    {
        var excess = input["temperature"].AsNumber - _limit;
        if (excess > 0) yield return Measurement.Of(("excess", excess));
    }
}
