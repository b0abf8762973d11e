using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.CloudEvents;

/// <summary>Results as CloudEvents.</summary>
public sealed class CloudEventsFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "cloudevents";

    /// <inheritdoc />
    public Type ConfigType => typeof(CloudEventsFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin) =>
        new CloudEventsWriter((CloudEventsFormatConfig)config!, origin);
}
