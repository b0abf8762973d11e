using System.Text.Json;

namespace EventEdge.Torture.Check;

/// <summary>What the product itself says about the run.</summary>
/// <param name="Drained">Nothing is on its way at the edge.</param>
/// <param name="Unexplained">What the edge's equation lacks.</param>
/// <param name="Late">Events too late for their windows.</param>
/// <param name="Rejected">Events given up, without those that had to be.</param>
/// <param name="Gaps">Outbox records that the cloud never saw.</param>
/// <param name="DeadLetters">Points and frames the cloud gave up.</param>
/// <param name="Refused">Points the store was made to refuse: so many dead letters there must be.</param>
/// <param name="Poison">Frames that nobody can read: at least so many further ones there must be.</param>
/// <param name="RejectedOnPurpose">Events that had to be given up.</param>
/// <param name="MayRepeat">Whether there may be more of the refused ones than there were.</param>
internal sealed record LedgerCheck(
    bool Drained, long Unexplained, long Late, long Rejected, int Gaps, long DeadLetters, long Refused, long Poison = 0,
    long RejectedOnPurpose = 0,
    bool MayRepeat = false)
{
    /// <summary>The counters of a binding that its equation is made of, and how many windows are open.</summary>
    public static readonly string[] Counters = ["received", "in_windows", "filtered", "late", "rejected", "duplicates", "open_windows"];

    public bool IsClean => Drained && Unexplained == 0 && Late == 0 && Rejected == 0 && Gaps == 0 && AreLettersRight;

    private bool AreLettersRight => Poison == 0 && !MayRepeat ? DeadLetters == Refused : DeadLetters >= Refused + Poison;

    /// <summary>From both sides' <c>/api/status</c>.</summary>
    public static LedgerCheck Of(JsonElement edge, JsonElement cloud, Purposes purposes) => new(
        IsDrained(edge) && cloud.GetProperty("frames_waiting").GetInt32() == 0,
        edge.GetProperty("unexplained").GetInt64() + Sum(edge, "unexplained"),
        Sum(edge, "late"),
        Sum(edge, "rejected") - purposes.Rejected,
        cloud.GetProperty("gaps").EnumerateArray()
            .Count(gap => gap.GetProperty("node").GetString()!.StartsWith(Series.Edge, StringComparison.Ordinal)),
        cloud.GetProperty("dead_letters").GetInt64(),
        purposes.Refused,
        purposes.Poison,
        purposes.Rejected,
        purposes.MayRepeat);

    /// <summary>Whether nothing is on its way at an edge.</summary>
    public static bool IsDrained(JsonElement edge) =>
        edge.GetProperty("in_flight").GetInt64() == 0 && Sum(edge, "in_flight") == 0
            && edge.GetProperty("outbox").GetProperty("points").GetInt64() == 0;

    /// <summary>A counter of one binding; 0 where it is not there.</summary>
    public static long Of(JsonElement edge, string binding, string name) =>
        edge.GetProperty("bindings").EnumerateArray().Where(b => b.GetProperty("binding").GetString() == binding)
            .Sum(b => b.GetProperty(name).GetInt64());

    private static long Sum(JsonElement edge, string name) =>
        edge.GetProperty("bindings").EnumerateArray().Sum(binding => binding.GetProperty(name).GetInt64());
}
