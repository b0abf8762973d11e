using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Triggers.Every;

/// <summary>A binding runs at even distances in time.</summary>
public sealed class EveryTrigger : ITrigger
{
    /// <inheritdoc />
    public string Name => "every";

    /// <inheritdoc />
    public Type ConfigType => typeof(EveryTriggerConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var config = (EveryTriggerConfig)check.Binding.Trigger;
        if (config.Offset is { } offset && offset >= config.Every)
            check.Report(
                config, nameof(config.Offset), $"offset {Quantity.Format(offset)} must be less than every {Quantity.Format(config.Every)}");
    }
}
