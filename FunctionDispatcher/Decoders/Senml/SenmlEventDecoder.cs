using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>
/// A SenML pack to events, one for each record that has a value or a sum. The whole pack is resolved before the first event: a broken one
/// gives none. A position is the number of a record.
/// </summary>
internal sealed class SenmlEventDecoder : IEventDecoder
{
    /// <summary>The fields of an event.</summary>
    internal static readonly string[] FieldNames = ["name", "unit", "value", "text", "boolean", "data", "sum", "time", "update_time"];

    // A time below it counts from the time of receipt.
    private const double RelativeBelow = 1 << 28;

    private readonly SenmlDecoderConfig _config;
    private readonly int[] _slots;
    private readonly SenmlPack _pack = new();
    private readonly Utf8StringCache _texts = new();

    public SenmlEventDecoder(SenmlDecoderConfig config, EventLayout layout)
    {
        _config = config;
        _slots = [.. FieldNames.Select(layout.SlotOf)];
    }

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = position == 0 ? Open(payload) : null;
        if (error is not null) return DecodeStep.Broken;
        if (position >= _pack.Records.Count) return DecodeStep.End;
        Fill(target, _pack.Records[position++]);
        return position < _pack.Records.Count ? DecodeStep.More : DecodeStep.Last;
    }

    private string? Open(ReadOnlySpan<byte> payload)
    {
        _pack.Clear();
        return _config.Format == SenmlEncoding.Json
            ? PayloadRules.Check(ref payload, _config.PayloadLimit) ?? SenmlJson.Read(payload, _pack, _texts)
            : PayloadRules.CheckSize(payload, _config.PayloadLimit) ?? SenmlCbor.Read(payload, _pack, _texts);
    }

    private void Fill(EdgeEvent target, in SenmlRecord record)
    {
        Set(target, 0, FieldValue.Of(record.Name));
        Set(target, 1, record.Unit);
        Set(target, record.Kind switch
        {
            SenmlLabel.TextValue => 3,
            SenmlLabel.BooleanValue => 4,
            SenmlLabel.DataValue => 5,
            _ => 2,
        }, record.Value);
        Set(target, 6, record.Sum);
        Set(target, 7, FieldValue.Of(Absolute(record.Time, target.ReceivedAt)));
        Set(target, 8, record.UpdateTime);
    }

    private static double Absolute(double time, DateTimeOffset receivedAt) => time >= RelativeBelow
        ? time
        : ((receivedAt.UtcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond) + time;

    // A topic capture of the same name wins.
    private void Set(EdgeEvent target, int field, in FieldValue value)
    {
        if (target.At(_slots[field]).Kind == FieldKind.Missing) target.Set(_slots[field], value);
    }
}
