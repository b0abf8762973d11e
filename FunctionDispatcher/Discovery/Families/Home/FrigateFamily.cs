using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>Frigate: what cameras have seen as events, how many objects each of them sees, and how it does.</summary>
internal sealed class FrigateFamily : IDeviceFamily
{
    private static readonly FieldHint[] Events =
    [
        Hint.Tag("after.camera", "camera"), Hint.Tag("after.label", "label"), Hint.Event("type"), new("after.score",
        Fields.FieldRole.Value) { Alias = "score" },
        new("after.top_score", Fields.FieldRole.Value) { Alias = "top_score" }, new("after.id", Fields.FieldRole.Value) { Alias = "id" },
        new("after.stationary", Fields.FieldRole.Value) { Alias = "stationary" },
    ];

    private static readonly FieldHint[] Stats =
    [
        Hint.Gauge("detection_fps"), Hint.Gauge("detectors.*.inference_speed", "ms"), Hint.Gauge("cameras.*.camera_fps"),
        Hint.Gauge("cameras.*.detection_fps"), Hint.Gauge("cameras.*.skipped_fps"), Hint.Gauge("service.temperatures.*", "°C"),
    ];

    private static readonly string[] Settings =
        ["detect", "recordings", "snapshots", "improve_contrast", "ptz_autotracker", "motion_threshold", "motion_contour_area", "birdseye"];

    /// <inheritdoc />
    public string Name => "frigate";

    /// <inheritdoc />
    public string Title => "Frigate";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var root = all.Where(IsEvents).Select(t => t.Level(0)).FirstOrDefault() ?? "frigate";
        return topic => PlanOf(topic, root);
    }

    private TopicPlan? PlanOf(SeenTopic topic, string root)
    {
        if (topic.Level(0) != root || topic.Levels.Count < 2) return null;
        if (IsEvents(topic)) return new($"{root}/events", "frigate_events")
        {
            Hints = Events, OnlyHinted = true, IsEvent = true, Time = "after.frame_time", Clock = "camera",
            Notes = ["an object is told when it appears (new), changes (update) and is gone (end); where: type = 'end' tells each once"],
        };
        return topic.Levels.Count switch
        {
            2 when topic.Level(1) == "stats" => new($"{root}/stats", "frigate_stats")
            {
                Hints = Stats, OnlyHinted = true,
                HasNoTime = true
            },
            2 when topic.Level(1) == "available" => new($"{root}/available", "frigate_available") { Hints = [Hint.State("value")] },
            2 => new(topic.Topic, Name) { Ignored = "summaries of the same events" },
            3 when topic.Level(2) == "motion" => new($"{root}/{{camera}}/motion", "frigate_motion") { Hints = [Hint.State("value")] },
            3 when topic.AllTexts(t => t.Length < 8 && t.All(char.IsAsciiDigit)) => Objects(root),
            4 when topic.Level(3) == "active" => new(topic.Topic, Name) { Ignored = "of the same objects those that move" },
            4 when topic.Level(2) == "audio" => new($"{root}/{{camera}}/audio/{{quantity}}", "frigate_audio"),
            _ when topic.Level(-1) == "snapshot" => new(topic.Topic, Name) { Ignored = "pictures" },
            _ when Settings.Contains(topic.Level(2)) || topic.Level(-1) == "state" => new(topic.Topic, Name) { Ignored = "settings" },
            _ => null,
        };
    }

    private static TopicPlan Objects(string root) => new($"{root}/{{camera}}/{{object}}", "frigate_objects")
    {
        Hints = [Hint.State("value")], Where = "is_number(value)",
        Notes = ["motion has the same number of levels: only numbers are taken"],
    };

    private static bool IsEvents(SeenTopic topic) =>
        topic.Levels.Count == 2 && topic.Level(1) == "events" && topic.AllObjects(o => o.Has("before", "after", "type"));
}
