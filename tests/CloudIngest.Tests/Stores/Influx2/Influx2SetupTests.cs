using EventEdge.CloudIngest.Stores;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Influx2;

/// <summary>Makes what is missing, changes what differs, and the second time does nothing.</summary>
public sealed class Influx2SetupTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public Influx2SetupTests() => File.WriteAllText(Token, "operator\n");

    private string Token => _directory.File("token");

    private string Reader => _directory.File("reader");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_server_that_nobody_has_set_up_gets_organisation_bucket_and_its_first_token()
    {
        using var server = new Influx2Double { Token = null };

        Assert.Equal(
            ["organisation Created", "bucket Created", "reader token Created"], await RunAsync(server, TimeSpan.FromDays(30), Reader));

        Assert.Equal(("operator", 2_592_000), (server.Token, (long)server.Buckets.Single()["retentionRules"]![0]!["everySeconds"]!));
        Assert.Equal(
            ["organisation Unchanged", "bucket Unchanged", "reader token Unchanged"],
            await RunAsync(server, TimeSpan.FromDays(30), Reader));
    }

    [Fact]
    public async Task Bucket_and_reader_are_made_on_a_server_in_use_and_only_once()
    {
        using var server = new Influx2Double().WithBucket("another");

        Assert.Equal(["organisation Unchanged", "bucket Created", "reader token Created"], await RunAsync(server, null, Reader));
        var changes = server.Changes;
        Assert.Equal(["organisation Unchanged", "bucket Unchanged", "reader token Unchanged"], await RunAsync(server, null, Reader));

        Assert.Equal(changes, server.Changes);
        var made = Assert.Single(server.Authorizations);
        Assert.Equal((string)made["token"]!, (await File.ReadAllTextAsync(Reader, TestContext.Current.CancellationToken)).Trim());
        var permission = Assert.Single(made["permissions"]!.AsArray())!;
        var bucket = server.Buckets.Single(one => (string)one["name"]! == "eventedge");
        Assert.Equal(
            ("read", "buckets", (string)bucket["id"]!),
            ((string)permission["action"]!, (string)permission["resource"]!["type"]!, (string)permission["resource"]!["id"]!));
    }

    [Fact]
    public async Task The_reader_reads_and_does_not_write()
    {
        using var server = new Influx2Double().WithBucket();
        await RunAsync(server, null, Reader);
        server.Data.Write("press value=1 1", "s");

        using var source = Support.StoreOf.Reader(Support.StoreOf.Influx2(server.Uri, Reader), _directory.Path);
        Assert.Equal(["press"], source.Measurements());
        await using var writer = Support.StoreOf.Writer(Support.StoreOf.Influx2(server.Uri, Reader), _directory.Path);
        Assert.False((await writer.WriteAsync([new("n", "b", Support.Some.Point())], TestContext.Current.CancellationToken)).Accepted);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Reader));
    }

    [Fact]
    public async Task Another_retention_changes_the_bucket_and_none_leaves_it()
    {
        using var server = new Influx2Double().WithBucket(everySeconds: 3_600);

        Assert.Equal(["organisation Unchanged", "bucket Unchanged"], await RunAsync(server, null, null));
        Assert.Equal(["organisation Unchanged", "bucket Changed"], await RunAsync(server, TimeSpan.Zero, null));
        Assert.Equal(0, (long)server.Buckets.Single()["retentionRules"]![0]!["everySeconds"]!);
    }

    [Fact]
    public async Task A_token_that_is_shown_once_only_is_made_anew_where_its_file_is_lost()
    {
        using var server = new Influx2Double { HidesTokens = true }.WithBucket();
        await RunAsync(server, null, Reader);
        var first = await File.ReadAllTextAsync(Reader, TestContext.Current.CancellationToken);
        Assert.Equal("reader token Unchanged", (await RunAsync(server, null, Reader))[^1]);
        File.Delete(Reader);

        Assert.Equal("reader token Created", (await RunAsync(server, null, Reader))[^1]);

        Assert.NotEqual(first, await File.ReadAllTextAsync(Reader, TestContext.Current.CancellationToken));
        Assert.Single(server.Authorizations);
    }

    [Theory]
    [InlineData("other", "operator", "has no organisation other")]
    [InlineData("eventedge", "wrong", "refuses the token")]
    public async Task What_it_may_not_or_cannot_find_is_one_sentence(string organisation, string token, string sentence)
    {
        using var server = new Influx2Double().WithBucket();
        await File.WriteAllTextAsync(Token, token, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<StoreSetupException>(() => RunAsync(server, null, null, organisation));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Changes);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_what_to_look_at()
    {
        var server = new Influx2Double();
        server.Dispose();

        var failure = await Assert.ThrowsAsync<StoreSetupException>(() => RunAsync(server, null, null));

        Assert.Equal($"the store at {server.Uri} is not running, or its address is another one (--store-url)", failure.Message);
    }

    private async Task<List<string>> RunAsync(
        Influx2Double server, TimeSpan? retention, string? readerFile, string organisation = "eventedge")
    {
        var options = new StoreOptions
        {
            Name = "influx2",
            Settings = new Dictionary<string, string> { ["url"] = server.Uri.ToString(), ["token-file"] = Token, ["org"] = organisation },
        };
        var steps = await ((IStoreSetup)BuiltInStores.Catalog.Get(options)).SetUpAsync(
            options, new() { Retention = retention, ReaderTokenFile = readerFile }, TestContext.Current.CancellationToken);
        return [.. steps.Select(step => $"{step.What} {step.Outcome}")];
    }
}
