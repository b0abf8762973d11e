namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>Every function with a state for each key, in the ways it may be set up.</summary>
internal static class StreamSettings
{
    public static List<string> All { get; } =
    [
        "{ builtin: deadband, with: { field: t, band: 2, max_silence: 10s } }",
        "{ builtin: increase, with: { field: t } }",
        "{ builtin: increase, with: { field: t, range: 30 } }",
        "{ builtin: last, with: { fields: [t, s] } }",
        "{ builtin: rate_of_change, with: { field: t } }",
        "{ builtin: silence, with: { after: 5s } }",
        "{ builtin: silence, with: { after: 5s, repeat: 7s, expected: [d1, d9] } }",
        "{ builtin: threshold, with: { field: t, above: 15, hysteresis: 2 } }",
    ];
}
