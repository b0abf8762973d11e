using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Formats.Senml;

/// <summary>One SenML pack (RFC 8428) in JSON, a record for each field.</summary>
public sealed record SenmlFormatConfig : FormatConfig
{
    /// <summary>What names begin with, before the values of tags: letters, digits and <c>- : . / _</c>. Default:
    /// <c>urn:eventedge:NODE:BINDING:</c>.</summary>
    [Form("[A-Za-z0-9][A-Za-z0-9:./_-]*", 256)]
    public string? BaseName { get; init; }

    /// <summary>Units of fields, such as <c>{ temperature: Cel }</c>. Default: no units.</summary>
    public IReadOnlyDictionary<string, string>? Units { get; init; }

    /// <inheritdoc />
    public override string Name => "senml";
}
