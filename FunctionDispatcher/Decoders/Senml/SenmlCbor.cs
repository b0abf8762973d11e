using System.Buffers.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Decoders.Cbor;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>Packs in CBOR: labels are numbers, data are bytes.</summary>
internal static class SenmlCbor
{
    /// <summary>Reads a whole pack; says what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> payload, SenmlPack pack, Utf8StringCache texts)
    {
        var position = 0;
        if (ItemWalker<CborFormat>.Next(payload, ref position, out var list) is { } error) return error;
        if (list.Kind != ItemKind.Array) return "a SenML pack is a list of records";
        for (var i = 0; list.Count < 0 || i < list.Count; i++)
        {
            if (ItemWalker<CborFormat>.Next(payload, ref position, out var map) is { } wrong) return wrong;
            if (map.Kind == ItemKind.End && list.Count < 0) break;
            pack.Begin();
            if (map.Kind != ItemKind.Map) return pack.Problem("is no map");
            if (ReadRecord(payload, ref position, map, pack, texts) is { } bad) return bad;
        }

        return position == payload.Length ? null : $"{payload.Length - position} bytes behind the pack, at byte {position}";
    }

    private static string? ReadRecord(ReadOnlySpan<byte> payload, ref int position, in Item map, SenmlPack pack, Utf8StringCache texts)
    {
        Span<byte> digits = stackalloc byte[24];
        for (var i = 0; map.Count < 0 || i < map.Count; i++)
        {
            var start = position;
            var error = ItemWalker<CborFormat>.ReadName(payload, ref position, digits, out var name, out var isEnd);
            if (error is not null) return error;
            if (isEnd && map.Count >= 0) return $"not CBOR at byte {start}: an end where a label should be";
            if (isEnd) break;
            var label = SenmlLabels.OfCbor(name);
            start = position;
            error = label == SenmlLabel.Other
                ? ItemWalker<CborFormat>.Skip(payload, ref position, 2)
                : ItemWalker<CborFormat>.Next(payload, ref position, out var item) ?? Set(pack, label, payload, item, texts);
            if (error is not null) return error;
        }

        return pack.End();
    }

    private static string? Set(SenmlPack pack, SenmlLabel label, ReadOnlySpan<byte> payload, in Item item, Utf8StringCache texts)
    {
        var isData = label == SenmlLabel.DataValue;
        return pack.Set(label, item.Kind switch
        {
            ItemKind.Value => item.Value,
            ItemKind.Text when !isData => FieldValue.Of(texts.Get(item.ContentOf(payload))),
            ItemKind.Bytes when isData => FieldValue.Of(Base64Url.EncodeToString(item.ContentOf(payload))),
            _ => FieldValue.Missing,
        });
    }
}
