using System.Diagnostics.CodeAnalysis;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>Pairs of names and numbers.</summary>
internal sealed record PairsConfig : DecoderConfig
{
    /// <summary>What stands between two pairs. Default <c>;</c>.</summary>
    [Form("[;,| ]", 1)]
    public string Between { get; init; } = ";";

    /// <summary>Most pairs. Default 8.</summary>
    [Range("1", "8")]
    public int Limit { get; init; } = 8;

    public override string Name => "pairs";
}

/// <summary>A decoder of these tests alone: <c>a=1;b=2</c>.</summary>
internal sealed class PairsDecoder : IDecoder
{
    public string Name => "pairs";

    public Type ConfigType => typeof(PairsConfig);

    public void Check(ConfigCheck check)
    {
        var config = (PairsConfig)check.Binding.Decode!;
        if (config is { Between: " ", Limit: > 4 })
            check.Report(config, nameof(config.Between), $"between ' ' is for at most 4 pairs, not limit {config.Limit}", "';'");
    }

    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) => new Pairs((PairsConfig)config!, layout);

    private sealed class Pairs(PairsConfig config, EventLayout layout) : SingleEventDecoder
    {
        public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
        {
            error = null;
            foreach (var pair in Encoding.UTF8.GetString(payload).Split(config.Between).Select(p => p.Split('=')))
            {
                if (pair is [var name, var text] && double.TryParse(text, out var number))
                    target.Set(layout.SlotOf(name), FieldValue.Of(number));
                else error = $"'{string.Join('=', pair)}' is no pair";
            }

            return error is null;
        }
    }
}

/// <summary>A decoder of these tests alone whose messages hold as many events as they have bytes.</summary>
internal sealed record OctetsConfig : DecoderConfig
{
    public override string Name => "octets";
}

internal sealed class OctetsDecoder : IDecoder
{
    public string Name => "octets";

    public Type ConfigType => typeof(OctetsConfig);

    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) => new Octets(layout.SlotOf("value"));

    private sealed class Octets(int slot) : IEventDecoder
    {
        public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
        {
            error = null;
            if (position >= payload.Length) return DecodeStep.End;
            target.Set(slot, FieldValue.Of(payload[position++]));
            return position < payload.Length ? DecodeStep.More : DecodeStep.Last;
        }
    }
}
