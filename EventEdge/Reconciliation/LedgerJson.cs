using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Hosting.Http;

namespace EventEdge.Reconciliation;

/// <summary>The JSON of the ledger, both halves.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(DeliveryClassConverter)])]
[JsonSerializable(typeof(LedgerReport))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>The same, with quotes and accents left as they are: the output is no web page.</summary>
    public static LedgerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new DeliveryClassConverter() },
    });
}
