using System.Buffers;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>Writes payloads of Sparkplug B. Used by one thread.</summary>
internal sealed class SparkplugWriter
{
    // A whole number of up to 32 bits stands in one field, a longer one in another.
    private const int Int = 10;
    private const int Long = 11;

    private readonly ArrayBufferWriter<byte> _metric = new(64);

    /// <summary>The command that asks a node for its births.</summary>
    /// <param name="at">When, in milliseconds since 1970.</param>
    public byte[] Rebirth(ulong at) => Write(
        at, [new(SparkplugNames.Rebirth, SparkplugDataType.Boolean, true) { Timestamp = at, SaysType = true }], sequence: null);

    /// <summary>A payload.</summary>
    /// <param name="timestamp">When it is sent, in milliseconds since 1970; null says nothing.</param>
    /// <param name="samples">Its metrics.</param>
    /// <param name="sequence">Its sequence number, 0 to 255; null where it has none.</param>
    public byte[] Write(ulong? timestamp, IEnumerable<SparkplugSample> samples, int? sequence)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(output, timestamp, samples, sequence);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Write(ulong?, IEnumerable{SparkplugSample}, int?)"/>
    public void Write(IBufferWriter<byte> output, ulong? timestamp, IEnumerable<SparkplugSample> samples, int? sequence)
    {
        var payload = new WireWriter(output);
        if (timestamp is { } time) payload.Number(1, time);
        foreach (var sample in samples)
        {
            _metric.ResetWrittenCount();
            Write(new WireWriter(_metric), sample);
            payload.Bytes(2, _metric.WrittenSpan);
        }

        if (sequence is { } number) payload.Number(3, (ulong)number);
    }

    private static void Write(WireWriter metric, in SparkplugSample sample)
    {
        if (sample.Name is { } name) metric.Text(1, name);
        if (sample.Alias is { } alias) metric.Number(2, alias);
        if (sample.Timestamp is { } time) metric.Number(3, time);
        if (sample.SaysType) metric.Number(4, (ulong)sample.Type);
        if (sample.IsHistorical) metric.Number(5, 1);
        if (!sample.Value.Exists) metric.Number(7, 1);
        else WriteValue(metric, sample);
    }

    private static void WriteValue(WireWriter metric, in SparkplugSample sample)
    {
        switch (sample.Type)
        {
            case SparkplugDataType.Float: metric.Float(12, (float)sample.Value.AsNumber); break;
            case SparkplugDataType.Double: metric.Double(13, sample.Value.AsNumber); break;
            case SparkplugDataType.Boolean: metric.Number(14, sample.Value.AsBoolean ? 1u : 0u); break;
            case SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID:
                metric.Text(15, sample.Value.AsText ?? string.Empty);
                break;
            case SparkplugDataType.Int64 or SparkplugDataType.UInt64 or SparkplugDataType.DateTime:
                metric.Number(Long, SparkplugTypes.BitsOf(sample.Value));
                break;
            default: metric.Number(Int, (uint)SparkplugTypes.BitsOf(sample.Value)); break;
        }
    }
}
