using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Tests.Stores;

public sealed class FileFormatTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string, long, Func<string, IDisposable>> Files => new()
    {
        { PointReader.FileName, SqliteWriter.Format, path => new OpenWriter(new SqliteWriter(path)) },
        { CloudLedgerReader.FileName, SqliteFile.FirstFormat, path => new FrameLedger(path, TimeProvider.System) },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void A_file_says_its_format_and_a_newer_one_is_refused_in_one_line(string name, long format, Func<string, IDisposable> open)
    {
        var path = _directory.File(name);
        open(path).Dispose();
        Assert.Equal(format, Format(path, "PRAGMA user_version"));
        Format(path, "PRAGMA user_version = 99");

        AssertRefused(format, () => open(path).Dispose());
    }

    [Fact]
    public void A_newer_file_is_not_read_either()
    {
        Format(_directory.File(PointReader.FileName), "PRAGMA user_version = 99");
        Format(_directory.File(CloudLedgerReader.FileName), "PRAGMA user_version = 99");

        AssertRefused(SqliteWriter.Format, () => new PointReader(_directory.Path).Dispose());
        AssertRefused(SqliteFile.FirstFormat, () => new CloudLedgerReader(_directory.Path).Dispose());
    }

    private static void AssertRefused(long format, Action open)
    {
        var refusal = Assert.ThrowsAny<IOException>(open);
        Assert.Contains(
            $"has format 99; this version reads up to {format}: use the newer program", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static long? Format(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long?)command.ExecuteScalar();
    }

    private sealed class OpenWriter(SqliteWriter writer) : IDisposable
    {
        public void Dispose() => writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
