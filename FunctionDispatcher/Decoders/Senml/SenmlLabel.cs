using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>A label of a SenML record.</summary>
internal enum SenmlLabel
{
    /// <summary>One that is not known, and need not be.</summary>
    Other,

    /// <summary>One that is not known and would have to be.</summary>
    MustUnderstand,
    BaseName,
    BaseTime,
    BaseUnit,
    BaseValue,
    BaseSum,
    BaseVersion,
    Name,
    Unit,
    Value,
    TextValue,
    BooleanValue,
    DataValue,
    Sum,
    Time,
    UpdateTime,
}

/// <summary>What labels are called in JSON and numbered in CBOR.</summary>
internal static class SenmlLabels
{
    private static readonly (SenmlLabel Label, string Json, string Cbor)[] All =
    [
        (SenmlLabel.BaseVersion, "bver", "-1"), (SenmlLabel.BaseName, "bn", "-2"), (SenmlLabel.BaseTime, "bt", "-3"),
        (SenmlLabel.BaseUnit, "bu", "-4"), (SenmlLabel.BaseValue, "bv", "-5"), (SenmlLabel.BaseSum, "bs", "-6"),
        (SenmlLabel.Name, "n", "0"), (SenmlLabel.Unit, "u", "1"), (SenmlLabel.Value, "v", "2"), (SenmlLabel.TextValue, "vs", "3"),
        (SenmlLabel.BooleanValue, "vb", "4"), (SenmlLabel.Sum, "s", "5"), (SenmlLabel.Time, "t", "6"),
        (SenmlLabel.UpdateTime, "ut", "7"), (SenmlLabel.DataValue, "vd", "8"),
    ];

    private static readonly (SenmlLabel Label, byte[] Name)[] Json = [.. All.Select(l => (l.Label, Encoding.UTF8.GetBytes(l.Json)))];
    private static readonly (SenmlLabel Label, byte[] Name)[] Cbor = [.. All.Select(l => (l.Label, Encoding.UTF8.GetBytes(l.Cbor)))];

    public static SenmlLabel OfJson(ReadOnlySpan<byte> name) => Find(Json, name);

    public static SenmlLabel OfCbor(ReadOnlySpan<byte> name) => Find(Cbor, name);

    public static string NameOf(SenmlLabel label) => Array.Find(All, l => l.Label == label).Json;

    private static SenmlLabel Find((SenmlLabel Label, byte[] Name)[] labels, ReadOnlySpan<byte> name)
    {
        foreach (var (label, known) in labels)
        {
            if (name.SequenceEqual(known)) return label;
        }

        return name.EndsWith("_"u8) ? SenmlLabel.MustUnderstand : SenmlLabel.Other;
    }
}
