using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Formats.SparkplugB;

/// <summary>
/// Writes a result as the metrics of a node or device, with names, types and times. It stands for itself, so that the same result gives the
/// same bytes: numbers for names, births and sequence numbers depend on the connection, and come where there is one.
/// </summary>
internal sealed class SparkplugBWriter(SparkplugBFormatConfig config, ResultOrigin origin) : IResultWriter
{
    private readonly SparkplugWriter _writer = new();
    private readonly List<SparkplugSample> _samples = [];
    private readonly HashSet<string> _device = [.. origin.TopicNames];
    private readonly Dictionary<string, SparkplugDataType> _types = (config.Types ?? new Dictionary<string, string>())
        .ToDictionary(type => type.Key, type => Enum.Parse<SparkplugDataType>(type.Value), StringComparer.Ordinal);

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        _samples.Clear();
        var prefix = PrefixOf(point);
        var time = (ulong)Math.Max(0, point.Time.ToUnixTimeMilliseconds());
        foreach (var (name, value) in point.Fields)
        {
            var type = _types.TryGetValue(name, out var declared) ? declared : SparkplugTypes.Of(value);
            if (!SparkplugTypes.Fits(value, type)) problem ??= $"'{name}' is {value}, which is no {type}";
            _samples.Add(new(prefix + name, type, value) { Timestamp = time, SaysType = true });
        }

        if (problem is not null) return false;
        _writer.Write(output, null, _samples, null);
        return true;
    }

    // Series of one device that its topic does not tell apart have names that do.
    private string PrefixOf(Point point)
    {
        var others = point.Tags.Where(tag => !_device.Contains(tag.Key)).Select(tag => $"{tag.Value}/");
        return config.Prefix is { } prefix ? $"{prefix}/{string.Concat(others)}" : string.Concat(others);
    }
}
