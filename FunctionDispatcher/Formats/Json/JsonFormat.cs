using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Formats.Json;

/// <summary>Results as flat JSON objects.</summary>
public sealed class JsonFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "json";

    /// <inheritdoc />
    public Type ConfigType => typeof(JsonFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin) => new Writer();

    private sealed class Writer : IResultWriter
    {
        public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
        {
            problem = null;
            LocalPayload.Write(point, output);
            return true;
        }
    }
}
