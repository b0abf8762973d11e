using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace EventEdge.Architecture.Tests;

/// <summary>No image can be pulled where the tests run, so the compose file is held to its structure.</summary>
public sealed partial class ComposeTests
{
    private static readonly string[] Expected = [
        "mosquitto", "rabbitmq", "influxdb", "edge", "cloud", "simulator", "prometheus", "grafana"];

    private static readonly YamlMappingNode Compose = Load("docker-compose.yml");

    private static IReadOnlyList<(string Name, YamlMappingNode Node)> Services =>
        [.. Map(Compose, "services")!.Children.Select(c => (((YamlScalarNode)c.Key).Value!, (YamlMappingNode)c.Value))];

    [Fact]
    public void The_topology_is_complete() => Assert.Equal(Expected.Order(), Services.Select(s => s.Name).Order());

    [Fact]
    public void Every_image_is_pinned_to_a_version() =>
        Offences.MustBeEmpty(
            Services.Where(s => !PinnedImage().IsMatch(Text(s.Node, "image") ?? string.Empty)).Select(s => s.Name), "No pinned image:");

    [Fact]
    public void Every_service_says_when_it_is_healthy_and_how_long_its_log_may_grow() =>
        Offences.MustBeEmpty(
            Services.Where(s => Map(s.Node, "healthcheck") is not { } check || check.Children.Count < 4 || Map(s.Node, "logging") is null)
                .Select(s => s.Name),
            "Health check or log limit missing:");

    [Fact]
    public void A_service_waits_for_the_condition_of_what_it_needs()
    {
        var offences = from service in Services
                       where Child(service.Node, "depends_on") is not null
                       from need in Map(service.Node, "depends_on")!.Children
                       let target = ((YamlScalarNode)need.Key).Value!
                       where !Expected.Contains(target)
                           || Text((YamlMappingNode)need.Value, "condition") is not ("service_healthy" or "service_started")
                       select $"{service.Name} → {target}";
        Offences.MustBeEmpty(offences, "depends_on without a condition:");
        Assert.All(["edge", "cloud", "simulator", "grafana"], name => Assert.NotNull(Child(Service(name), "depends_on")));
    }

    [Fact]
    public void State_lives_in_named_volumes_and_configuration_in_files_of_the_repository()
    {
        var named = Map(Compose, "volumes")!.Children.Select(c => ((YamlScalarNode)c.Key).Value!).ToHashSet();
        var offences = from service in Services
                       from volume in Items(service.Node, "volumes")
                       let source = volume.Split(':')[0]
                       let ok = source.StartsWith("./", StringComparison.Ordinal) ? Exists(source)
                           && volume.EndsWith(":ro", StringComparison.Ordinal) : named.Contains(source)
                       where !ok
                       select $"{service.Name}: {volume}";
        Offences.MustBeEmpty(offences, "Neither a named volume nor a read-only file of the repository:");
        Assert.All(Expected.Except(["simulator"]),
            name => Assert.Contains(Items(Service(name), "volumes"), v => !v.StartsWith("./", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("mosquitto", "./broker-config/mosquitto")]
    [InlineData("rabbitmq", "./broker-config/rabbitmq")]
    public void The_brokers_read_the_very_files_the_tests_use(string service, string source) =>
        Assert.Contains(Items(Service(service), "volumes"), v => v.StartsWith(source, StringComparison.Ordinal));

    [Fact]
    public void The_sensors_broker_and_the_store_share_no_network() =>
        Assert.Empty(Items(Service("mosquitto"), "networks").Intersect(Items(Service("influxdb"), "networks")));

    [Fact]
    public void Ports_are_published_on_loopback_only() =>
        Offences.MustBeEmpty(
            Services.SelectMany(s => Items(s.Node, "ports")).Where(p => !p.StartsWith("127.0.0.1:", StringComparison.Ordinal)),
            "Open to the network:");

    [Fact]
    public void No_secret_has_a_default()
    {
        var secrets = Map(Compose, "secrets")!.Children.Select(c => Text((YamlMappingNode)c.Value, "environment")).ToList();
        var example = Repository.Read(".env.example").Split('\n')
            .Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#')).ToList();
        Assert.All(example, line => Assert.EndsWith("=", line, StringComparison.Ordinal));
        Assert.Equal(secrets.Order(), example.Select(l => l.TrimEnd('=')).Order());
        Assert.DoesNotMatch(@"\$\{\w+(:?-|\})", Repository.Read("docker-compose.yml"));
        Assert.Contains(".env", Repository.Read(".gitignore").Split('\n'));
    }

    [Fact]
    public void Our_own_containers_are_built_in_stages_and_run_without_privileges()
    {
        var image = Repository.Read(Text(Map(Service("edge"), "build")!, "dockerfile")!);
        var stages = Regex.Matches(image, @"^FROM (\S+) AS \w+$", RegexOptions.Multiline);
        Assert.Equal(2, stages.Count);
        Assert.All(stages, stage => Assert.Matches(@":\d+\.\d+", stage.Groups[1].Value));
        Assert.Matches(@"\nUSER (?!root|0)\S+\n", image[stages[^1].Index..]);
        Assert.All(["edge", "cloud", "simulator"], name =>
        {
            // Compose copies secrets of the environment into the container, and gives up where its root is read-only.
            Assert.Equal(Items(Service(name), "secrets").Count == 0, Text(Service(name), "read_only") == "true");
            Assert.Equal(["ALL"], Items(Service(name), "cap_drop"));
            Assert.Contains("no-new-privileges:true", Items(Service(name), "security_opt"));
        });
    }

    [Fact]
    public void No_service_with_a_secret_of_the_environment_has_a_read_only_root() => Offences.MustBeEmpty(
        Services.Where(s => Items(s.Node, "secrets").Count > 0 && Text(s.Node, "read_only") == "true").Select(s => s.Name),
        "Compose cannot copy the secrets into:");

    [Fact]
    public void Grafana_finds_its_data_source_and_dashboard()
    {
        Assert.Equal("false", Text(Map(Service("grafana"), "environment")!, "GF_AUTH_ANONYMOUS_ENABLED"));
        var source = (YamlMappingNode)(
            (YamlSequenceNode)Child(Load("deploy/grafana/provisioning/datasources/influxdb.yaml"), "datasources")!).Children[0];
        using var dashboard = System.Text.Json.JsonDocument.Parse(Repository.Read("deploy/grafana/dashboards/plant.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.True(panels.Count >= 4);
        Assert.All(panels, p => Assert.Equal(Text(source, "uid"), p.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Equal("eventedge", Text(Map(source, "jsonData")!, "dbName"));
    }

    [Theory]
    [InlineData("edge", "127.0.0.1:8080:8080")]
    [InlineData("cloud", "127.0.0.1:8081:8080")]
    public void The_page_of_a_node_is_reachable_and_asks_for_a_token(string service, string port)
    {
        Assert.Contains(port, Items(Service(service), "ports"));
        Assert.Contains("--http=0.0.0.0:8080", Items(Service(service), "command"));
        Assert.Contains("--http-token-file=/run/secrets/http_token", Items(Service(service), "command"));
        Assert.Contains("http_token", Items(Service(service), "secrets"));
    }

    private static YamlMappingNode Service(string name) => Services.Single(s => s.Name == name).Node;

    private static bool Exists(string path) =>
        File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path));

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static YamlMappingNode? Map(YamlMappingNode node, string key) => Child(node, key) as YamlMappingNode;

    private static string? Text(YamlMappingNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;

    private static IReadOnlyList<string> Items(YamlMappingNode node, string key) =>
        Child(node, key) is YamlSequenceNode list ? [.. list.Children.OfType<YamlScalarNode>().Select(c => c.Value!)] : [];

    private static YamlMappingNode Load(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(path)));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    [GeneratedRegex(@"^[\w./-]+:v?\d+\.\d+\.\d+$")]
    private static partial Regex PinnedImage();
}
