using System.Text.Json;
using EventEdge.Hosting.Access;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Hosting.Tests.Access;

public sealed class AuditLogTests : IDisposable
{
    private readonly TempDirectory _files = new();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_decision_is_one_line_and_one_count()
    {
        var log = new AuditLog(_files.Path, _time, NullLogger.Instance);
        log.Record(AuditEvent.Publish, allowed: false, new()
        { Peer = "10.0.0.7:1", User = "anna", ClientId = "c\n{\"x\":1}", Subject = new string('t', 5000), Reason = "not allowed" });
        log.Record(AuditEvent.Connect, allowed: true, new() { User = "anna" });
        log.Record(AuditEvent.Connect, allowed: true, new() { User = "\u202eanna\u009b31m" });
        await log.DisposeAsync();
        var lines = await File.ReadAllLinesAsync(_files.File("audit.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(3, lines.Length);
        var first = JsonElement.Parse(lines[0]);
        Assert.Equal("2026-01-02T03:04:05+00:00", first.GetProperty("at").GetString());
        Assert.Equal(("publish", "refused", "anna"), (Text(first, "event"), Text(first, "outcome"), Text(first, "user")));
        Assert.Equal("c\n{\"x\":1}", Text(first, "client_id"));
        Assert.Equal("\u202eanna\u009b31m", Text(JsonElement.Parse(lines[2]), "user"));
        Assert.All(lines[2], character => Assert.True(character is >= ' ' and < '\u007f'));
        Assert.Equal(AuditEntry.TextLimit, Text(first, "subject")!.Length);
        Assert.False(JsonElement.Parse(lines[1]).TryGetProperty("reason", out _));
        Assert.Equal(2, log.Counts.Decisions.Single(one => one is { Event: AuditEvent.Connect, Allowed: true }).Count);
        Assert.Equal(0, log.Counts.AuditLost);
    }

    [Fact]
    public async Task What_the_disk_does_not_take_is_counted_and_harms_nobody()
    {
        await File.WriteAllTextAsync(_files.File("not-a-folder"), string.Empty, TestContext.Current.CancellationToken);
        var log = new AuditLog(_files.File("not-a-folder"), _time, NullLogger.Instance);
        log.Record(AuditEvent.Limit, allowed: false, new());
        await log.DisposeAsync();
        Assert.Equal(1, log.Counts.AuditLost);
        Assert.Equal(1, log.Counts.Decisions.Single().Count);
    }

    [Fact]
    public async Task A_flood_of_one_kind_washes_out_neither_its_beginning_nor_anything_else()
    {
        var time = new FakeTimeProvider();
        var log = new AuditLog(_files.Path, time, NullLogger.Instance);
        log.Record(AuditEvent.Http, allowed: true, new() { Peer = "10.0.0.1:1", Subject = "POST /api/link" });
        for (var n = 0; n < 3000; n++)
            log.Record(AuditEvent.Connect, allowed: false, new() { Peer = $"10.0.0.7:{n}", Reason = "bad credentials" });
        for (var n = 0; n < 3000; n++)
            log.Record(AuditEvent.Connect, allowed: false, new() { Peer = $"10.1.{n / 250}.{n % 250}:1", Reason = "bad credentials" });
        log.Record(AuditEvent.Connect, allowed: true, new() { User = "anna" });
        time.Advance(TimeSpan.FromMinutes(1));
        log.Record(AuditEvent.Connect, allowed: false, new() { Peer = "10.0.0.8:1", Reason = "bad credentials" });
        await log.DisposeAsync();
        var lines = await File.ReadAllLinesAsync(_files.File("audit.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(1 + AuditBudget.RefusedLimit + 1 + 1 + 1, lines.Length);
        Assert.Equal(AuditBudget.SameLimit, lines.Count(line => line.Contains("10.0.0.7:", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains($"{6000 - AuditBudget.RefusedLimit} more of this kind", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"anna\"", StringComparison.Ordinal));
        Assert.Equal((6001, 0),
            (log.Counts.Decisions.Single(one => one is { Event: AuditEvent.Connect, Allowed: false }).Count, log.Counts.AuditLost));
    }

    [Fact]
    public void A_full_file_steps_back_and_the_oldest_goes()
    {
        var file = new AuditFile(_files.Path, bytesLimit: 10, elders: 2);
        foreach (var line in (string[])["first...", "second..", "third...", "fourth.."])
            file.Append(System.Text.Encoding.UTF8.GetBytes(line));
        Assert.Equal("fourth..", File.ReadAllText(_files.File("audit.jsonl")));
        Assert.Equal("third...", File.ReadAllText(_files.File("audit.1.jsonl")));
        Assert.Equal("second..", File.ReadAllText(_files.File("audit.2.jsonl")));
        Assert.Equal(3, Directory.GetFiles(_files.Path).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.File("audit.jsonl")));
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
}
