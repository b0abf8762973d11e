using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats.Template;

/// <summary>Results as a text of the user's own.</summary>
public sealed class TemplateFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "template";

    /// <inheritdoc />
    public Type ConfigType => typeof(TemplateFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin)
    {
        var template = (TemplateFormatConfig)config!;
        return new TemplateWriter(template.Text, template.Missing);
    }
}
