/// <summary>One alarm when a press overheats, one all-clear when it is cool again, with how long it was hot.</summary>
public sealed class Overheat(FunctionContext settings) : IEventFunction
{
    private readonly double _limit = double.Parse(settings.With["limit"]);
    private readonly double _hysteresis = double.Parse(settings.With["hysteresis"]);

    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context)
    {
        var temperature = input["temperature"].AsNumber;
        var state = context.State;

        if (!state["since"].Exists && temperature > _limit)
        {
            state["since"] = input.Time.ToUnixTimeMilliseconds();
            yield return Measurement.Of(("alarm", true), ("temperature", temperature));
        }
        else if (state["since"].Exists && temperature < _limit - _hysteresis)
        {
            var seconds = (input.Time.ToUnixTimeMilliseconds() - state["since"].AsNumber) / 1000;
            state.Clear();
            yield return Measurement.Of(("alarm", false), ("temperature", temperature), ("seconds", seconds));
        }
    }
}
