using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// What the pools of a node share: one budget, and a forecast for each binding by its name, so that neither an edit nor, with a file to
/// keep them in, a restart forgets when calls come. Life: sites, Dispose, which keeps the forecasts.
/// </summary>
internal sealed class NodeScaling : IDisposable
{
    private readonly Dictionary<string, ArrivalForecast> _forecasts;
    private readonly ForecastFile? _file;
    private readonly ITimer? _keeping;

    public NodeScaling(ScalingOptions options, TimeProvider time)
    {
        Budget = new NodeBudget(options.Memory ?? long.MaxValue, options.Cpus ?? double.PositiveInfinity);
        _file = options.ForecastFile is { } path ? new ForecastFile(path) : null;
        _forecasts = _file?.Read() ?? [];
        // What a crash takes away of it costs a cold start at most.
        _keeping = _file is null ? null : time.CreateTimer(_ => Keep(), null, ForecastFile.Period, ForecastFile.Period);
    }

    /// <summary>What all functions outside the process may use together.</summary>
    public NodeBudget Budget { get; }

    /// <summary>The place of a binding's instances on the node.</summary>
    /// <exception cref="FunctionUnusableException">An instance takes more than all of them may.</exception>
    public PoolContext ContextOf(BindingConfig binding, long memory, double cpus)
    {
        if (memory > Budget.Memory)
            throw new FunctionUnusableException($"an instance takes {Quantity.FormatSize(memory)}, "
                + $"and all functions together may take {Quantity.FormatSize(Budget.Memory)} (--function-memory)");
        return ContextOfResumed(binding, memory, cpus);
    }

    /// <summary>The same where a binding must not be refused: its calls wait until it is given more, or needs less.</summary>
    public PoolContext ContextOfResumed(BindingConfig binding, long memory, double cpus)
    {
        lock (Budget.Sync)
        {
            if (!_forecasts.TryGetValue(binding.Name, out var forecast)) _forecasts.Add(binding.Name, forecast = new ArrivalForecast());
            return new PoolContext(new InstanceNeed(memory, cpus, binding.Emit.Priority), Budget, forecast);
        }
    }

    public void Dispose()
    {
        _keeping?.Dispose();
        Keep();
    }

    private void Keep()
    {
        if (_file is null) return;
        byte[] content;
        lock (Budget.Sync) content = ForecastFile.ToBytes(_forecasts);
        _file.Write(content);
    }
}
