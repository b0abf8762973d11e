using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Radio;

/// <summary>OwnTracks: places of people, and when they enter and leave regions.</summary>
internal sealed class OwnTracksFamily : IDeviceFamily
{
    private static readonly FieldHint[] Location =
    [
        Hint.Value("lat", "°"), Hint.Value("lon", "°"), Hint.Value("alt", "m"), Hint.Value("acc", "m"), Hint.Value("vac", "m"),
        Hint.Value("vel", "km/h"),
        Hint.Value("cog", "°"), Hint.Value("batt", "%"), Hint.Value("p", "kPa"), Hint.State("conn"),
    ];

    private static readonly FieldHint[] Transition = [Hint.Event("event"), Hint.Value("desc"), Hint.Value("lat", "°"), Hint.Value("lon",
        "°")];

    /// <inheritdoc />
    public string Name => "owntracks";

    /// <inheritdoc />
    public string Title => "OwnTracks";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Levels.Count < 3 || !topic.AllObjects(o => o.Text("_type") is not null)) return null;
        if (topic.AllObjects(o => o.Text("_type") == "transition"))
        {
            var end = topic.Levels.Count - 1;
            return new($"{topic.Head(end - 2)}/{{user}}/{{device}}/{topic.Level(-1)}", "owntracks_event")
            {
                Hints = Transition, OnlyHinted = true, IsEvent = true, Time = "tst", Where = "_type = 'transition'",
            };
        }

        return topic.AllObjects(o => o.Text("_type") is "location" or "lwt") && topic.Levels.Count >= 3
            ? new($"{topic.Head(topic.Levels.Count - 2)}/{{user}}/{{device}}", Name)
            {
                Hints = Location, OnlyHinted = true, Time = "tst", Where = "_type = 'location'",
            }
            : new(topic.Topic, Name) { Ignored = "settings, waypoints and status of the app" };
    }
}
