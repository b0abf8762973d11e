namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>Every function with a state for each key, in the ways it may be set up.</summary>
internal static class StreamSettings
{
    public static List<string> All { get; } =
    [
        "{ builtin: alarm, with: { field: t, above: 15, hysteresis: 2 } }",
        "{ builtin: alarm, with: { field: t, levels: { warm: 8, hot: 18 }, hysteresis: 1, on_delay: 2s, off_delay: 3s, "
            + "acknowledge: ack, repeat: 4s, repeat_limit: 3, escalate: 6s } }",
        "{ builtin: alarm, with: { field: t, below: 5, on_delay: 1s, flapping: { changes: 2, within: 5s } } }",
        "{ builtin: counter, with: { when: t > 10, edge: true, reset: ack } }",
        "{ builtin: deadband, with: { field: t, band: 2, max_silence: 10s } }",
        "{ builtin: difference, with: { field: t, by: 2 } }",
        "{ builtin: elapsed, with: { when: ok } }",
        "{ builtin: ema, with: { field: t, alpha: 0.3 } }",
        "{ builtin: ema, with: { field: t, time: 5s } }",
        "{ builtin: fill, with: { fields: [t, s], max_age: 4s, value: 7 } }",
        "{ builtin: geofence, with: { latitude: lat, longitude: lon, dwell: 3s, margin: 1000, zones: { a: { circle: "
            + "[1, 1, 50000] }, b: { polygon: '0 0, 2 0, 2 2, 0 2' } } } }",
        "{ builtin: increase, with: { field: t } }",
        "{ builtin: increase, with: { field: t, range: 30 } }",
        "{ builtin: interpolate, with: { field: t, every: 1s } }",
        "{ builtin: lag, with: { field: s, by: 3 } }",
        "{ builtin: last, with: { fields: [t, s] } }",
        "{ builtin: moving_average, with: { field: t, count: 4 } }",
        "{ builtin: moving_average, with: { field: t, over: 5s } }",
        "{ builtin: moving_median, with: { field: t, count: 5, outlier: 3 } }",
        "{ builtin: on_change, with: { fields: [s, ok] } }",
        "{ builtin: rate_of_change, with: { field: t } }",
        "{ builtin: sample, with: { count: 3 } }",
        "{ builtin: sample, with: { every: 5s, fields: [t] } }",
        "{ builtin: sequence, with: { steps: [\"s = 's1'\", \"s = 's2'\"], within: 5s } }",
        "{ builtin: silence, with: { after: 5s } }",
        "{ builtin: silence, with: { after: 5s, repeat: 7s, expected: [d1, d9] } }",
        "{ builtin: silence, with: { after: 2s, repeat: 1s, repeat_limit: 3 } }",
        "{ builtin: state_duration, with: { field: s, limit: 3s } }",
        "{ builtin: swinging_door, with: { field: t, deviation: 3, max_silence: 6s } }",
        "{ builtin: threshold, with: { field: t, above: 15, hysteresis: 2 } }",
        "{ builtin: throttle, with: { every: 3s } }",
        "{ builtin: throttle, with: { every: 3s, pass: last, fields: [t, s] } }",
    ];
}
