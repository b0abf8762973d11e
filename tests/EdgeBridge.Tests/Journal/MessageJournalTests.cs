using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Journal;

public sealed class MessageJournalTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_message_comes_back_with_everything_the_listener_knew()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        var message = Message("plant/nord/presse/ü7/telemetry", "{\"t\":21.5}") with
        {
            Qos = 2,
            Duplicate = true,
            Retained = true,
            ClientId = "sensor-ß",
            PacketId = 65535,
        };
        await Commit(journal, journal.Append(message, Noon));
        using var reader = journal.CreateReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(JournalEntryKind.Message, entry.Kind);
        Assert.Equal((1L, Noon, "sensor-ß", (ushort)65535), (entry.Sequence, entry.At, entry.ClientId, entry.PacketId));
        Assert.Equal((true, true, 2), (entry.Duplicate, entry.Retained, entry.Qos));
        Assert.Equal((message.Topic, Noon, 1L), (entry.Message.Topic, entry.Message.ReceivedAt, entry.Message.Sequence));
        Assert.Equal("{\"t\":21.5}", Encoding.UTF8.GetString(entry.Message.Payload.Span));
    }

    [Fact]
    public async Task A_sampled_message_keeps_its_trace_and_one_that_is_not_takes_no_more_room()
    {
        const string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await using var journal = OpenOn(new SimulatedDisk());
        journal.Append(Message("plant/ü7", "{\"t\":21.5}") with { ClientId = "sensor-ß", Trace = trace }, Noon);
        await Commit(journal, journal.Append(Message("plant/ü7", "{\"t\":22}") with { ClientId = "sensor-ß" }, Noon));
        using var reader = journal.CreateReader(1);
        Assert.True(reader.TryRead(out var traced));
        Assert.Equal(
            (JournalEntryKind.Message, trace, "plant/ü7", "sensor-ß"),
            (traced.Kind, traced.Message.Trace, traced.Message.Topic, traced.ClientId));
        Assert.Equal("{\"t\":21.5}", Encoding.UTF8.GetString(traced.Message.Payload.Span));
        Assert.True(reader.TryRead(out var other));
        Assert.Null(other.Message.Trace);
        Assert.Equal("{\"t\":22}", Encoding.UTF8.GetString(other.Message.Payload.Span));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(9_999)]
    public async Task A_message_for_one_binding_keeps_whom_it_is_for(int? chosen)
    {
        await using var journal = OpenOn(new SimulatedDisk());
        var message = Message("plant/ü7", "{\"t\":21.5}") with { Target = new("presse_ü", chosen) };
        await Commit(journal, journal.Append(message, Noon));
        using var reader = journal.CreateReader(1);

        Assert.True(reader.TryRead(out var entry));

        Assert.Equal((JournalEntryKind.Message, message.Target, "plant/ü7"), (entry.Kind, entry.Message.Target, entry.Message.Topic));
        Assert.Equal("{\"t\":21.5}", Encoding.UTF8.GetString(entry.Message.Payload.Span));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_message_keeps_what_it_says_about_itself_beside_whatever_else_it_has(bool isTraced, bool isTargeted)
    {
        await using var journal = OpenOn(new SimulatedDisk());
        var message = Message("plant/ü7", "{\"t\":21.5}") with
        {
            Qos = 2,
            Retained = true,
            Properties = MessageProperties.Of("application/json", ("site", new string('ü', 4000))),
            Trace = isTraced ? "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" : null,
            Target = isTargeted ? new("presse_ü", 3) : null,
        };
        journal.Append(message, Noon);
        await Commit(journal, journal.Append(Message("plant/ü7", "next"), Noon));
        using var reader = journal.CreateReader(1);

        Assert.True(reader.TryRead(out var entry));
        Assert.True(reader.TryRead(out var next));

        Assert.Equal((JournalEntryKind.Message, 2, true, "plant/ü7"), (entry.Kind, entry.Qos, entry.Retained, entry.Message.Topic));
        Assert.Equal((2, true), (entry.Message.Qos, entry.Message.Retain));
        Assert.Equal((message.Trace, message.Target), (entry.Message.Trace, entry.Message.Target));
        Assert.Equal(message.Properties.Bytes.ToArray(), entry.Message.Properties!.Bytes.ToArray());
        Assert.Equal("{\"t\":21.5}", Encoding.UTF8.GetString(entry.Message.Payload.Span));
        Assert.Equal((null, "next"), (next.Message.Properties, Encoding.UTF8.GetString(next.Message.Payload.Span)));
    }

    [Fact]
    public async Task A_moment_without_a_message_is_recorded_in_its_place()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        journal.Append(Message("a", "1"), Noon);
        await Commit(journal, journal.AppendTick(Noon.AddSeconds(1)));
        using var reader = journal.CreateReader(2);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((JournalEntryKind.Tick, 2L, Noon.AddSeconds(1)), (entry.Kind, entry.Sequence, entry.At));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task Received_times_keep_their_ticks_and_become_utc()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        var at = new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(7);
        await Commit(journal, journal.Append(Message("a", "1"), at));
        using var reader = journal.CreateReader(1);
        reader.TryRead(out var entry);
        Assert.Equal((at.UtcTicks, TimeSpan.Zero), (entry.At.Ticks, entry.At.Offset));
    }

    [Fact]
    public async Task The_same_topic_is_the_same_string()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        journal.Append(Message("plant/1", "a"), Noon);
        await Commit(journal, journal.Append(Message("plant/1", "b"), Noon));
        using var reader = journal.CreateReader(1);
        reader.TryRead(out var first);
        reader.TryRead(out var second);
        Assert.Same(first.Message.Topic, second.Message.Topic);
        Assert.Same(first.ClientId, second.ClientId);
    }

    [Fact]
    public async Task Reading_known_topics_allocates_nothing()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        for (var index = 0; index < 2000; index++) journal.Append(Message("plant/" + (index % 5), "payload"), Noon);
        await Commit(journal, 2000);
        using var reader = journal.CreateReader(1);
        for (var index = 0; index < 1000; index++) reader.TryRead(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 1000; index++) Assert.True(reader.TryRead(out _));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_message_as_large_as_a_topic_can_be_fits()
    {
        await using var journal = OpenOn(new SimulatedDisk());
        var topic = new string('t', ushort.MaxValue);
        await Commit(journal, journal.Append(Message(topic, new string('p', 300_000)), Noon));
        using var reader = journal.CreateReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((topic, 300_000), (entry.Message.Topic, entry.Message.Payload.Length));
        Assert.Throws<ArgumentException>(() => journal.Append(Message(topic + "t", "x"), Noon));
    }

    [Fact]
    public async Task The_journal_survives_its_process_and_reads_on_from_any_position()
    {
        var disk = new SimulatedDisk();
        await using (var journal = OpenOn(disk))
        {
            for (var index = 1; index <= 100; index++) journal.Append(Message("t", index.ToString()), Noon);
        }

        await using var again = OpenOn(disk);
        using var reader = again.CreateReader(60);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((60L, "60"), (entry.Sequence, Encoding.UTF8.GetString(entry.Message.Payload.Span)));
        Assert.Equal((100L, 101L), (again.CommittedSequence, again.NextSequence));
    }

    private static ReceivedMessage Message(string topic, string payload) =>
        new(topic, Encoding.UTF8.GetBytes(payload), Qos: 1, Retained: false, Duplicate: false, ClientId: "sensor", PacketId: 5);

    private static MessageJournal OpenOn(SimulatedDisk disk) =>
        MessageJournal.Open(new JournalOptions { Directory = "/data/journal", SegmentBytes = 1 << 20 }, disk, NullLogger.Instance);

    private static async Task Commit(MessageJournal journal, long sequence) =>
        await journal.IsCommittedAsync(sequence);
}
