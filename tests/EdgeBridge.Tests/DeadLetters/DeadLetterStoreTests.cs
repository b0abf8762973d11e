using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.DeadLetters;

public sealed class DeadLetterStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_newest_are_kept_and_the_others_are_counted_across_a_restart()
    {
        await using (var first = Open(deadLetterLimit: 3))
        {
            for (var i = 1; i <= 5; i++) first.Add(DeadLetter(i));
            await first.FlushAsync(Stop);
            Assert.Equal((3, 2), (first.Count, first.Lost));
        }

        await using var second = Open(deadLetterLimit: 3);
        var page = await second.AskAsync(table => table.Read(DeadLetterFilter.All), Stop);

        Assert.Equal([3L, 4, 5], page.DeadLetters.Select(deadLetter => deadLetter.Sequence));
        Assert.Equal((3, 2), (page.Kept, page.Lost));
    }

    [Fact]
    public async Task A_replay_that_gives_up_the_same_message_again_keeps_it_once()
    {
        await using var store = Open();
        store.Add(DeadLetter(7));
        store.Add(DeadLetter(7));
        store.Add(DeadLetter(7) with { Stage = FailureStage.Late });

        Assert.Equal(2, (await store.AskAsync(table => table.Read(DeadLetterFilter.All), Stop)).Kept);
    }

    [Fact]
    public async Task A_filter_narrows_by_binding_and_stage_and_takes_the_newest()
    {
        await using var store = Open();
        for (var i = 1; i <= 4; i++) store.Add(DeadLetter(i) with { Stage = i % 2 == 0 ? FailureStage.EventTime : FailureStage.Decode });
        store.Add(DeadLetter(5) with { Binding = "other" });

        var page = await store.AskAsync(table => table.Read(new() { Binding = "press", Stage = "event_time", Limit = 1 }), Stop);

        var deadLetter = Assert.Single(page.DeadLetters);
        Assert.Equal((4, "event_time"), (deadLetter.Sequence, deadLetter.Stage));
    }

    [Fact]
    public async Task What_is_dropped_is_no_longer_counted()
    {
        await using var store = Open();
        for (var i = 1; i <= 4; i++) store.Add(DeadLetter(i));

        Assert.Equal(2, await store.AskAsync(table => table.Delete(new() { Ids = [1, 3, 99] }), Stop));

        await store.FlushAsync(Stop);
        Assert.Equal(2, store.Count);
        Assert.Equal(0, store.Lost);
    }

    [Fact]
    public async Task Each_event_of_a_message_that_is_given_up_is_kept_once()
    {
        await using var store = Open();
        foreach (var index in new[] { 0, 3, 3, -1, -2, 0 }) store.Add(DeadLetter(7) with { Index = index });

        var page = await store.AskAsync(table => table.Read(DeadLetterFilter.All), Stop);

        Assert.Equal([0, 3, -1, -2], page.DeadLetters.Select(letter => letter.Event));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)] // the node ended before it wrote the number
    public async Task A_file_of_the_first_format_is_read_and_goes_on(int number)
    {
        using (var connection = new SqliteConnection($"Data Source={_directory.File("letters.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE dead_letter (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, binding TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL,
                  topic TEXT NOT NULL,
                  payload BLOB NOT NULL, received_at TEXT NOT NULL, sequence INTEGER);
                CREATE UNIQUE INDEX dead_letter_once ON dead_letter (binding, stage, sequence) WHERE sequence IS NOT NULL;
                CREATE TABLE account (id INTEGER PRIMARY KEY CHECK (id = 1), lost INTEGER NOT NULL);
                INSERT INTO dead_letter VALUES (1, 'press', 'Decode', 'not JSON', 'plant/a', x'31', '2026-01-01T00:00:00+00:00', 7);
                """ + $"PRAGMA user_version = {number};";
            command.ExecuteNonQuery();
        }

        await using var store = Open();
        foreach (var index in new[] { 0, 1 }) store.Add(DeadLetter(7) with { Index = index });
        var page = await store.AskAsync(table => table.Read(DeadLetterFilter.All), Stop);

        Assert.Equal([0, 1], page.DeadLetters.Select(letter => letter.Event));
    }

    [Fact]
    public async Task A_file_of_the_second_format_is_read_and_takes_what_messages_say()
    {
        using (var connection = new SqliteConnection($"Data Source={_directory.File("letters.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE dead_letter (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, binding TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL,
                  topic TEXT NOT NULL, payload BLOB NOT NULL, received_at TEXT NOT NULL, sequence INTEGER,
                  event INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE account (id INTEGER PRIMARY KEY CHECK (id = 1), lost INTEGER NOT NULL);
                INSERT INTO dead_letter
                VALUES (1, 'press', 'Decode', 'not JSON', 'plant/a', x'31', '2026-01-01T00:00:00+00:00', 7, 0, 1);
                PRAGMA user_version = 2;
                """;
            command.ExecuteNonQuery();
        }

        await using var store = Open();
        store.Add(DeadLetter(8) with { Properties = MessageProperties.Of("text/csv", ("site", "north")) });
        var page = await store.AskAsync(table => table.Read(DeadLetterFilter.All), Stop);

        Assert.Equal([null, "north"], page.DeadLetters.Select(letter => letter.Properties?.User("site")));
        Assert.True(page.DeadLetters[0].IsWhole);
    }

    [Fact]
    public void A_newer_format_is_refused_in_one_line()
    {
        using (var connection = new SqliteConnection($"Data Source={_directory.File("letters.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 4";
            command.ExecuteNonQuery();
        }

        var refusal = Assert.Throws<IOException>(() => Open());

        Assert.Contains("format 4", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static DeadLetter DeadLetter(long sequence) => new(
        "press", FailureStage.Decode, "not JSON", "plant/a", Encoding.UTF8.GetBytes("broken"), DateTimeOffset.UnixEpoch, sequence);

    private DeadLetterStore Open(int deadLetterLimit = DeadLetterStore.DeadLetterLimit) =>
        new(_directory.File("letters.db"), NullLogger.Instance, deadLetterLimit);
}
