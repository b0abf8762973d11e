using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventEdge.Contracts.Bus;

/// <summary>What the cloud has to say to a node about its numbers; JSON in the node's queue (<see cref="BusNames.NoticeQueue"/>).</summary>
/// <param name="Kind"><c>forked</c>, <c>new_numbering</c>, <c>two_senders</c> or <c>before_this_ledger</c>; others are to be passed
/// over.</param>
/// <param name="Epoch">The numbering concerned.</param>
/// <param name="At">When it was noticed (UTC).</param>
/// <param name="Reason">What it means, for a person.</param>
public sealed partial record NodeNotice(string Kind, Guid Epoch, DateTimeOffset At, string Reason)
{
    /// <summary>Numbers of the numbering came with other results than before: the node has to begin another one.</summary>
    public const string Forked = "forked";

    /// <summary>The cloud had known the node by another numbering.</summary>
    public const string NewNumbering = "new_numbering";

    private const int BytesLimit = 16 * 1024;
    private const int ReasonLimit = 1024;

    /// <summary>As it travels.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, NoticeJson.Default.NodeNotice);

    /// <summary>The notice in these bytes; null when they are none.</summary>
    public static NodeNotice? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesLimit) return null;
        try
        {
            return JsonSerializer.Deserialize(
                body, NoticeJson.Default.NodeNotice) is { Kind: not null, Reason: { Length: <= ReasonLimit } } notice ? notice : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(NodeNotice))]
    private sealed partial class NoticeJson : JsonSerializerContext;
}
