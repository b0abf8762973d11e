using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;

namespace EventEdge.FunctionDispatcher.Triggers.Mqtt;

/// <summary>A binding runs on messages of devices.</summary>
public sealed class MqttTrigger : ITrigger
{
    /// <inheritdoc />
    public string Name => "mqtt";

    /// <inheritdoc />
    public Type ConfigType => typeof(MqttTriggerConfig);

    /// <inheritdoc />
    public bool TakesMessages => true;

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var config = (MqttTriggerConfig)check.Binding.Trigger;
        if (!TopicFilter.TryParse(config.Mqtt, out _, out var error))
            check.ReportInside(config, nameof(config.Mqtt), error.Offset, $"topic filter '{config.Mqtt}': {error.Message}");
        else if (OwnTopics.Contains(config.Mqtt))
            check.Report(config, nameof(config.Mqtt), $"topic filter '{config.Mqtt}': topics there are the node's own");
    }
}
