using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// Whether a function's result can become a point that every part of the way to a store takes. What cannot is given up where it was made,
/// with the reason: sent on, it would be refused together with points of others.
/// </summary>
internal static class ResultCheck
{
    /// <summary>What is wrong with a result; null when nothing is.</summary>
    public static string? Problem(Measurement result)
    {
        var cells = result.Tags.Count + result.Fields.Count;
        if (cells > FrameLimits.PointCells)
            return $"the result has {cells:N0} tags and fields; at most {FrameLimits.PointCells:N0} are possible";
        // Without a measurement it would be for local subscribers only, and nobody could tell where it went.
        if (result.Name is { Length: 0 })
            return "the result names its measurement with an empty text; without a name it takes the binding's";
        if (result.Name is { } name && IsLong(name)) return OfLength("a measurement", name);
        for (var i = 0; i < result.Tags.Count; i++)
        {
            if (OfName("a tag", result.Tags[i].Key) is { } problem) return problem;
        }

        for (var i = 0; i < result.Fields.Count; i++)
        {
            if (OfName("a field", result.Fields[i].Key) is { } problem) return problem;
        }

        return null;
    }

    private static string? OfName(string what, string? name) =>
        string.IsNullOrEmpty(name) ? $"the result has {what} without a name" : IsLong(name) ? OfLength(what, name) : null;

    private static bool IsLong(string name) => name.Length > FrameLimits.NameCharacters;

    private static string OfLength(string what, string name) =>
        $"the name of {what} of the result has {name.Length:N0} characters; at most {FrameLimits.NameCharacters:N0} are possible";
}
