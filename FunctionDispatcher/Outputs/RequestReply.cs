using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>What became of a request, once its results are committed.</summary>
/// <param name="Id">The request.</param>
/// <param name="Results">What the function answered; empty too where <c>where</c> turned the event away.</param>
/// <param name="FailedAt">The stage that gave the event up; null when none did.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record RequestReply(string Id, IReadOnlyList<Point> Results, FailureStage? FailedAt, string? Reason)
{
    /// <summary>Whether the caller did not wait and fetches it later.</summary>
    public bool IsFetched { get; init; }

    /// <summary>The HTTP status: 200, 204 without a result, 400 and 422 for the event's own fault, 502 for the function's.</summary>
    public int Status => FailedAt switch
    {
        FailureStage.Decode or FailureStage.Fields => 400,
        FailureStage.EventTime or FailureStage.Late => 422,
        not null => 502,
        null => Results.Count > 0 ? 200 : 204,
    };

    /// <summary>The body as JSON: the results, the fields of the first, or the reason; empty for 204.</summary>
    public byte[] Body(bool asDocument) => Status switch
    {
        200 => asDocument ? ReplyText.Document(Results[0]) : ReplyText.List(Results),
        204 => [],
        _ => ReplyText.Problem(Reason ?? "the function gave no answer"),
    };
}
