using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

/// <summary>A store is chosen by its name, and one of somebody else's is as good as those that come with the product.</summary>
public sealed class StoreCatalogTests : IDisposable
{
    private static readonly StoreCatalog Stores = BuiltInStores.Catalog.With(new OwnStore());

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_name_it_is_the_embedded_one() => Assert.True(BuiltInStores.Catalog.Get(new()).IsEmbedded);

    [Fact]
    public void A_name_that_no_store_has_is_answered_with_those_there_are()
    {
        var failure = Assert.Throws<ArgumentException>(() => Stores.Get(new() { Name = "inflox2" }));
        Assert.StartsWith("'inflox2' is none of sqlite, influx1, influx2, victoria, own", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_the_store_does_not_have_is_answered_with_those_it_has()
    {
        var failure = Assert.Throws<ArgumentException>(() => Stores.Get(Told("influx2", ("buket", "plant"))));
        Assert.StartsWith(
            "the store influx2 has no setting buket; it has url, org, bucket, token-file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_stores_of_one_name_are_refused() => Assert.Throws<ArgumentException>(() => Stores.With(new OwnStore()));

    [Fact]
    public void What_a_setting_is_not_told_is_its_default()
    {
        var bucket = Stores.Find("influx2")!.Settings.Single(setting => setting.Name == "bucket");
        Assert.Equal("eventedge", new StoreOptions()[bucket]);
        Assert.Equal("plant", Told("influx2", ("bucket", "plant"))[bucket]);
    }

    [Fact]
    public void A_data_directory_remembers_the_store_of_its_node_with_the_whole_path_of_its_secret()
    {
        StoreNote.Write(_directory.Path, Told("own", ("place", "shelf"), ("key-file", "key")), Stores);

        var read = StoreNote.Read(_directory.Path, Stores);

        Assert.Equal(("own", "shelf", Path.GetFullPath("key")), (read.Name, read.Settings["place"], read.Settings["key-file"]));
    }

    [Theory]
    [InlineData(
        """{"kind": "InfluxDb2", "uri": "http://h:1", "database": "eventedge", "organisation": "o", "bucket": "b", "secret_file": "/t"}""",
        "influx2 url=http://h:1 org=o bucket=b token-file=/t")]
    [InlineData(
        """{"kind": "InfluxDb1", "uri": "http://h:1", "database": "d", "organisation": "eventedge", "user": null}""",
        "influx1 url=http://h:1 database=d")]
    [InlineData("""{"kind": "VictoriaMetrics", "uri": "http://h:1", "database": "d"}""", "victoria url=http://h:1 database=d")]
    [InlineData("""{"kind": "Sqlite", "uri": "http://127.0.0.1:8086", "database": "eventedge"}""", "sqlite ")]
    [InlineData("""{"kind": "Cassandra"}""", " ")]
    [InlineData("""{"store": "cassandra"}""", " ")]
    [InlineData("not json", " ")]
    public void Notes_of_earlier_versions_are_read_and_what_cannot_be_read_is_the_embedded_store(string note, string expected)
    {
        File.WriteAllText(_directory.File("store.json"), note);

        var read = StoreNote.Read(_directory.Path, Stores);

        Assert.Equal(expected, $"{read.Name} {string.Join(' ', read.Settings.Select(each => $"{each.Key}={each.Value}"))}");
    }

    [Fact]
    public void A_node_with_a_store_that_is_not_there_is_not_even_registered() =>
        Assert.Throws<ArgumentException>(() => new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddCloudIngest(
            new() { DataDirectory = _directory.Path, Store = new() { Name = "nowhere" } }));

    private static StoreOptions Told(string name, params (string Name, string Value)[] settings) =>
        new() { Name = name, Settings = settings.ToDictionary(each => each.Name, each => each.Value) };

    private sealed class OwnStore : IStore
    {
        public string Name => "own";

        public IReadOnlyList<StoreSetting> Settings =>
            [new("place", "NAME", "Where"), new("key-file", "FILE", "The key") { Form = StoreSettingForm.SecretFile }];

        public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) => throw new NotSupportedException();

        public IPointSource OpenReader(StoreOptions options, string dataDirectory) => throw new NotSupportedException();
    }
}
