using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Formats;

/// <summary>A form that results may have as local messages. Its config record is derived from <see cref="FormatConfig"/>.</summary>
public interface IResultFormat : IConfiguredComponent
{
    /// <summary>A writer for one binding.</summary>
    /// <param name="config">The settings; null where the binding names no format.</param>
    /// <param name="origin">Whose results they are.</param>
    IResultWriter Create(FormatConfig? config, ResultOrigin origin);
}
