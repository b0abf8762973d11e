using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.EdgeBridge.Http.Explanation;

/// <summary>The JSON of <c>/api/explain</c> and <c>/api/why</c>, for both ends: snake_case, outcomes in lower case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StageOutcomeConverter)])]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(MessageExplanation))]
[JsonSerializable(typeof(TriedRequest))]
public sealed partial class ExplanationJson : JsonSerializerContext;

/// <summary>Outcomes of stages in lower case.</summary>
public sealed class StageOutcomeConverter() : JsonStringEnumConverter<StageOutcome>(JsonNamingPolicy.SnakeCaseLower);
