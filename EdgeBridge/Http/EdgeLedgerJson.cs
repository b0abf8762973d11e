using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Status;
using EventEdge.Hosting.Http;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// The JSON of <c>/api/ledger</c>, <c>/api/bindings</c> and <c>/api/dead-letters</c>, for both ends: snake_case, payloads in base64.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(DeliveryClassConverter)])]
[JsonSerializable(typeof(StoredDeadLetter))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(IReadOnlyList<RetriedDeadLetter>))]
[JsonSerializable(typeof(SelectedDeadLetters))]
[JsonSerializable(typeof(DeadLettersDropped))]
[JsonSerializable(typeof(EdgeLedgerAnswer))]
[JsonSerializable(typeof(BindingLine))]
[JsonSerializable(typeof(IReadOnlyList<BindingLine>))]
public sealed partial class EdgeLedgerJson : JsonSerializerContext;
