using System.Globalization;
using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Tests.Recovery;

/// <summary>What happens again and again does not fill the disk, and nothing of it is forgotten.</summary>
public sealed class LossTableTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(LossTable.PartLimit, 0)]
    [InlineData(LossTable.PartLimit + 1, 1)]
    [InlineData(3 * LossTable.PartLimit, 2 * LossTable.PartLimit)]
    public void The_oldest_of_a_part_become_one_entry_with_their_number(int count, int folded)
    {
        using (var store = new CheckpointStore(_files.File("state.db")))
        {
            store.Record(new(Noon, "journal", 7, "gone"));
            for (var n = 0; n < count; n++) store.Record(new(Noon.AddSeconds(n), "MQTT session", 2, $"lost at {n}"));
            store.Record(new(Noon, "journal", 7, "gone"));
        }

        var losses = Read();
        Assert.Equal(2 * count, losses.Where(one => one.Part == "MQTT session").Sum(one => one.Records));
        Assert.Equal(Math.Min(count, LossTable.PartLimit) + (folded > 0 ? 1 : 0), losses.Count(one => one.Part == "MQTT session"));
        Assert.Equal(
            folded > 0 ? [folded.ToString(CultureInfo.InvariantCulture)] : [],
            losses.Where(one => one.Reason.Contains("earlier entries", StringComparison.Ordinal)).Select(one => one.Reason.Split(' ')[0]));
        Assert.Contains(losses, one => one.Reason == $"lost at {count - 1}");
        Assert.Single(losses, one => one.Part == "journal");
    }

    private List<RecordedLoss> Read()
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _files.File("state.db"), Pooling = false }.ToString());
        connection.Open();
        using var moment = connection.BeginTransaction();
        return LossTable.Read(connection, moment);
    }
}
