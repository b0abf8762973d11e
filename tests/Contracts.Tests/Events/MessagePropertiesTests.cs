using CsCheck;
using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Tests.Events;

/// <summary>What a message says about itself, as functions see it.</summary>
public sealed class MessagePropertiesTests
{
    [Fact]
    public void A_test_of_a_function_gives_an_event_what_its_message_says()
    {
        var said = MessageProperties.Of("text/csv", ("site", "north"), ("site", "south"), ("unit", "°C"));
        var input = EdgeEvent.Of(new EventLayout(), "plant/a", DateTimeOffset.UnixEpoch, said, ("value", 1));

        Assert.Equal("text/csv", input.Properties.ContentType);
        Assert.Equal(("north", "°C"), (input.Properties.User("site"), input.Properties.User("unit")));
        Assert.Equal(["north", "south", "°C"], input.Properties.UserProperties.Select(p => p.Value));
        Assert.Equal(1, input["value"].AsNumber);
    }

    [Fact]
    public void What_is_not_said_is_nothing()
    {
        var none = MessageProperties.None;

        Assert.True(none.IsEmpty);
        Assert.Equal((null, null, null, null), (none.ContentType, none.ResponseTopic, none.IsText, none.Expiry));
        Assert.Null(none.User("site"));
        Assert.Empty(none.UserProperties);
        Assert.True(none.CorrelationData.IsEmpty);
    }

    [Fact]
    public void Names_of_user_properties_are_told_apart_by_case() =>
        Assert.Null(MessageProperties.Of(null, ("Site", "north")).User("site"));

    [Fact]
    public void A_detached_event_has_none()
    {
        var input = EdgeEvent.Of(new EventLayout(), "plant/a", DateTimeOffset.UnixEpoch, MessageProperties.Of("text/csv"));

        Assert.True(input.Detach().Properties.IsEmpty);
    }

    [Fact]
    public void A_part_that_no_packet_can_carry_is_refused() =>
        Assert.Throws<ArgumentException>(() => MessageProperties.Of(null, ("n", new string('x', 65_536))));

    [Fact]
    public void User_properties_come_back_as_they_were_given_whatever_they_hold() =>
        Gen.Select(Gen.String[0, 20], Gen.String[0, 20]).Array[0, 6].Sample(pairs =>
        {
            // Half a surrogate pair is no text that a packet can carry.
            (string Name, string Value)[] given = [.. pairs.Select(p => (WellFormed(p.Item1), WellFormed(p.Item2)))];
            var said = MessageProperties.Of("a/b", given);

            Assert.Equal(given, said.UserProperties.Select(p => (p.Key, p.Value)));
            Assert.Equal("a/b", said.ContentType);
            foreach (var (name, _) in given) Assert.Equal(given.First(g => g.Name == name).Value, said.User(name));
        });

    private static string WellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
