using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.Senml;

/// <summary>Results as SenML packs.</summary>
public sealed class SenmlFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "senml";

    /// <inheritdoc />
    public Type ConfigType => typeof(SenmlFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin) => new SenmlWriter((SenmlFormatConfig)config!, origin);
}
