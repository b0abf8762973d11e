namespace EventEdge.FunctionDispatcher.Tests.Discovery.Families;

/// <summary>Events, motion, objects, settings.</summary>
public sealed class FrigatePlanTests
{
    [Fact]
    public void Events() => Assert.Equal(
        "frigate/events frigate_events",
        Plans.Of(("frigate/events", "{\"type\": \"new\", \"before\": {}, \"after\": {}}")));

    [Fact]
    public void Another_root_is_known_by_its_events() => Assert.Equal(
        "nvr/{camera}/motion frigate_motion",
        Plans.Of(
            ("nvr/yard/motion", "ON"),
            ("nvr/events", "{\"type\": \"new\", \"before\": {}, \"after\": {}}")));

    [Fact]
    public void Motion() => Assert.Equal(
        "frigate/{camera}/motion frigate_motion",
        Plans.Of(("frigate/yard/motion", "ON")));

    [Fact]
    public void How_many_objects() => Assert.Equal(
        "frigate/{camera}/{object} frigate_objects",
        Plans.Of(("frigate/yard/person", "2")));

    [Fact]
    public void Availability() => Assert.Equal(
        "frigate/available frigate_available",
        Plans.Of(("frigate/available", "online")));

    [Fact]
    public void Statistics() => Assert.Equal(
        "frigate/stats frigate_stats",
        Plans.Of(("frigate/stats", "{\"detection_fps\": 1}")));

    [Fact]
    public void Sound() => Assert.Equal(
        "frigate/{camera}/audio/{quantity} frigate_audio",
        Plans.Of(("frigate/yard/audio/dBFS", "-40")));

    [Fact]
    public void Pictures_are_left_aside() => Assert.Equal(
        "- pictures",
        Plans.Of(("frigate/yard/person/snapshot", "x")));

    [Fact]
    public void Settings_are_left_aside() => Assert.Equal(
        "- settings",
        Plans.Of(("frigate/yard/detect/state", "ON")));

    [Fact]
    public void Moving_objects_are_left_aside() => Assert.Equal(
        "- of the same objects those that move",
        Plans.Of(("frigate/yard/person/active", "1")));

    [Fact]
    public void Reviews_are_left_aside() => Assert.Equal(
        "- summaries of the same events",
        Plans.Of(("frigate/reviews", "{\"type\": \"new\"}")));
}
