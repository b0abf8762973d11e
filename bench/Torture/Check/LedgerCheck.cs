using System.Text.Json;

namespace EventEdge.Torture.Check;

/// <summary>What the product itself says about the run.</summary>
/// <param name="Drained">Nothing is on its way at the edge.</param>
/// <param name="Unexplained">What the edge's equation lacks.</param>
/// <param name="Late">Events too late for their windows.</param>
/// <param name="Rejected">Events given up.</param>
/// <param name="Gaps">Outbox records that the cloud never saw.</param>
/// <param name="DeadLetters">Points and frames the cloud gave up.</param>
/// <param name="Refused">Points the store was made to refuse: so many dead letters there must be.</param>
internal sealed record LedgerCheck(bool Drained, long Unexplained, long Late, long Rejected, int Gaps, long DeadLetters, long Refused)
{
    public bool IsClean => Drained && Unexplained == 0 && Late == 0 && Rejected == 0 && Gaps == 0 && DeadLetters == Refused;

    /// <summary>From both sides' <c>/api/status</c>.</summary>
    public static LedgerCheck Of(JsonElement edge, JsonElement cloud, long refused) => new(
        edge.GetProperty("in_flight").GetInt64() == 0 && Sum(edge, "in_flight") == 0 && edge.GetProperty("outbox").GetProperty("points").GetInt64() == 0
            && cloud.GetProperty("frames_waiting").GetInt32() == 0,
        edge.GetProperty("unexplained").GetInt64() + Sum(edge, "unexplained"),
        Sum(edge, "late"),
        Sum(edge, "rejected"),
        cloud.GetProperty("gaps").GetArrayLength(),
        cloud.GetProperty("dead_letters").GetInt64(),
        refused);

    private static long Sum(JsonElement edge, string name) =>
        edge.GetProperty("bindings").EnumerateArray().Sum(binding => binding.GetProperty(name).GetInt64());
}
