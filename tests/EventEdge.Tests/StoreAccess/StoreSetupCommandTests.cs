using System.Text.Json;
using EventEdge.Cli;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Commands;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.StoreAccess;

public sealed class StoreSetupCommandTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly Shop _shop = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_says_what_was_made_and_what_was_there()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--store", "shop", "--retention", "30d", "--reader-token-file", "r"));

        Assert.Equal("bucket plant: created, keeps points for 30.00:00:00\nreader token eventedge reads plant: unchanged\n", _bench.Output);
        Assert.Equal((TimeSpan.FromDays(30), "r"), (_shop.Request!.Retention, _shop.Request.ReaderTokenFile));
    }

    [Fact]
    public async Task It_says_so_to_programs_too()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--store", "shop", "--output", "json"));

        var lines = _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["bucket", "reader_token"], lines.Select(line => line.GetProperty("what").GetString()));
        Assert.Equal(["created", "unchanged"], lines.Select(line => line.GetProperty("outcome").GetString()));
        Assert.Null(_shop.Request!.Retention);
    }

    [Theory]
    [InlineData("nothing has to be set up for sqlite; there is a setup for influx2, shop")]
    [InlineData(
        "nothing has to be set up for victoria; there is a setup for influx2, shop", "--store", "victoria", "--store-url",
        "http://10.0.0.7:1")]
    [InlineData("--retention: 5m is shorter than 1h", "--store", "shop", "--retention", "5m")]
    [InlineData("--retention", "--store", "shop", "--retention", "long")]
    public async Task What_cannot_be_meant_is_refused(string sentence, params string[] flags)
    {
        Assert.Equal(ExitCode.BadInput, await RunAsync(flags));
        Assert.Contains(sentence, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_ever_is_a_word()
    {
        await RunAsync("--store", "shop", "--retention", "forever");
        Assert.Equal(TimeSpan.Zero, _shop.Request!.Retention);
    }

    [Fact]
    public async Task What_the_server_refuses_is_its_sentence()
    {
        _shop.Refusal = "the store at http://h:1/ refuses the token";
        Assert.Equal(ExitCode.Failure, await RunAsync("--store", "shop"));
        Assert.Equal("eventedge: the store at http://h:1/ refuses the token\n", _bench.Error);
    }

    private Task<int> RunAsync(params string[] flags) => EventEdgeCommand.RunAsync(
        ["store", "setup", .. flags], _bench.Shell(), _bench.NodeFactories() with { Stores = BuiltInStores.Catalog.With(_shop) },
        TestContext.Current.CancellationToken);

    private sealed class Shop : IStore, IStoreSetup
    {
        public string? Refusal { get; set; }

        public StoreSetupRequest? Request { get; private set; }

        public string Name => "shop";

        public IReadOnlyList<StoreSetting> Settings => [];

        public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) => throw new NotSupportedException();

        public IPointSource OpenReader(StoreOptions options, string dataDirectory) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoreSetupStep>> SetUpAsync(
            StoreOptions options, StoreSetupRequest request, CancellationToken cancellation)
        {
            Request = request;
            if (Refusal is not null) throw new StoreSetupException(Refusal);
            return Task.FromResult<IReadOnlyList<StoreSetupStep>>(
            [
                new("bucket", "plant", StoreSetupOutcome.Created, "keeps points for 30.00:00:00"),
                new("reader token", "eventedge reads plant", StoreSetupOutcome.Unchanged),
            ]);
        }
    }
}
