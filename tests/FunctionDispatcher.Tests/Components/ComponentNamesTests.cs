using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>
/// A component is known by its name inside its own folder alone: whoever adds, renames or removes one touches no other file but the list of
/// <see cref="EventEdgeComponents"/>, which names its class.
/// </summary>
public sealed partial class ComponentNamesTests
{
    private static readonly string[] Rooms = ["Contracts", "FunctionDispatcher", "EdgeBridge", "CloudIngest", "Hosting", "EventEdge"];

    /// <summary>What writes bindings, as a person does, and therefore names what it chooses.</summary>
    private static readonly string[] Authors = ["FunctionDispatcher/Discovery/"];

    /// <summary>Other things of the same name, and one name that has to be elsewhere. May only shrink.</summary>
    private static readonly Dictionary<(string Name, string File), string> Left = new()
    {
        [("count", "Contracts/Wire/Frames/Codec/SeriesReader.cs")] = "a member of a frame",
        [("last", "Contracts/Wire/Frames/Codec/FrameJsonReader.cs")] = "a member of a frame",
        [("alarm", "Contracts/Wire/Bus/BusNames.cs")] = "the class of urgent frames",
        [("sequence", "Contracts/Wire/Frames/Codec/SeriesReader.cs")] = "a member of a frame",
        [("sequence", "Contracts/Wire/Frames/Codec/SeriesColumns.cs")] = "a column of a frame",
        [("count", "FunctionDispatcher/Functions/Counter/CounterFunction.cs")] = "the field of the result",
        [("count", "FunctionDispatcher/Functions/MovingAverage/MovingAverageConfig.cs")] = "a setting",
        [("count", "FunctionDispatcher/Functions/MovingMedian/MovingMedianConfig.cs")] = "a setting",
        [("count", "FunctionDispatcher/Functions/Sample/SampleConfig.cs")] = "a setting",
        [("every", "FunctionDispatcher/Functions/Interpolate/InterpolateConfig.cs")] = "a setting",
        [("every", "FunctionDispatcher/Functions/Sample/SampleConfig.cs")] = "a setting",
        [("every", "FunctionDispatcher/Functions/Throttle/ThrottleConfig.cs")] = "a setting",
        [("pass", "FunctionDispatcher/Functions/Throttle/ThrottleConfig.cs")] = "a setting",
        [("last", "FunctionDispatcher/Functions/Throttle/ThrottleConfig.cs")] = "a value of a setting",
        [("counter", "Hosting/Metrics/PrometheusText.cs")] = "a type of metric",
        [("mqtt", "EdgeBridge/Intake/IntakeTraces.cs")] = "the protocol in a trace",
        [("mqtt", "EdgeBridge/Mqtt/External/ExternalBrokerOptions.cs")] = "the scheme of an address",
        [("mqtt", "EdgeBridge/Mqtt/External/ExternalConnect.cs")] = "the path of a WebSocket",
        [("http", "EdgeBridge/Mqtt/Listener/ListenerFactory.cs")] = "the scheme of an address",
        [("mqtt", "EdgeBridge/Mqtt/Listener/WebSocketUpgrade.cs")] = "the sub-protocol of a WebSocket",
        [("mqtt", "EdgeBridge/Node/EdgeNode.cs")] = "the part of the node in its health",
        [("http", "EventEdge/Nodes/NodeAccess.cs")] = "the scheme of an address",
        [("cron", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("csharp", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("every", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("http", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("mqtt", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("on", "EventEdge/Scaffolding/NewCommand.cs")] = "the template of eventedge new",
        [("vibration", "EventEdge/Demo/Press.cs")] = "the name of a noise in the demonstration",
        [("mqtt", "EventEdge/Settings/BrokerSettings.cs")] = "the scheme of an address",
        [("http", "EventEdge/Settings/KnownSettings.cs")] = "the flag --http",
        [("mqtt", "EventEdge/Settings/KnownSettings.cs")] = "the flag --mqtt",
        [("http", "EventEdge/Settings/ListenerSettings.cs")] = "the scheme of an address",
        [("http", "EventEdge/Settings/StoreFlags.cs")] = "the scheme of an address",
        [("http", "EventEdge/Settings/TelemetrySettings.cs")] = "the scheme of an address",
        [("count", "FunctionDispatcher/Aggregates/AggregateTable.cs")] = "the aggregate count()",
        [("sqlite", "CloudIngest/Stores/Sqlite/SqliteStore.cs")] = "a store",
        [("sqlite", "CloudIngest/Stores/Sqlite/SqliteWriter.cs")] = "a store",
        [("none", "CloudIngest/Stores/StoreCatalog.cs")] = "an empty list, in words",
        [("none", "EdgeBridge/Mqtt/Listener/UpgradeRules.cs")] = "a value of Sec-Fetch-Site",
        [("none", "EventEdge/DeadLetters/DeadLetterLine.cs")] = "no event, in words",
        [("none", "FunctionDispatcher/Configuration/Yaml/RecordReader.cs")] = "an empty list, in words",
        [("none", "FunctionDispatcher/Decoders/Csv/CsvDecoderConfig.cs")] = "no quotes",
        [("none", "FunctionDispatcher/Runtimes/Container/ContainerChecker.cs")] = "a container without network",
        [("none", "FunctionDispatcher/Runtimes/Container/ContainerRequest.cs")] = "a container without a log",
        [("none", "Hosting/Http/HostGuard.cs")] = "a value of Sec-Fetch-Site",
        [("last", "FunctionDispatcher/Aggregates/AggregateTable.cs")] = "the aggregate last()",
        [("count", "FunctionDispatcher/Announcements/HomeAssistant/ResultField.cs")] = "the ending of a result's field",
        [("difference", "FunctionDispatcher/Announcements/HomeAssistant/ResultField.cs")] = "the ending of a result's field",
        [("increase", "FunctionDispatcher/Announcements/HomeAssistant/ResultField.cs")] = "the ending of a result's field",
        [("last", "FunctionDispatcher/Announcements/HomeAssistant/ResultField.cs")] = "the ending of a result's field",
        [("json", "FunctionDispatcher/Configuration/BindingConfig.cs")] = "the decoder of bindings that name none: part of their versions",
        [("json", "FunctionDispatcher/Configuration/FormatConfig.cs")] = "the format of bindings that name none",
        [("text", "FunctionDispatcher/Formats/Template/TemplateFormatConfig.cs")] = "the key that holds the template",
        [("count", "FunctionDispatcher/Configuration/Checks/TimingChecker.cs")] = "the kind of window",
        [("mqtt", "FunctionDispatcher/Configuration/Checks/FieldChecker.cs")] = "the key of emit",
        [("text", "FunctionDispatcher/Configuration/Schema/ReferencePage.cs")] = "the type of a key, in words",
        [("count", "FunctionDispatcher/Configuration/WindowConfig.cs")] = "the kind of window",
        [("on", "FunctionDispatcher/Configuration/Yaml/ScalarReader.cs")] = "a misspelt truth value",
        [("on", "FunctionDispatcher/Expressions/Functions/ConversionFunctions.cs")] = "a truth value",
        [("text", "FunctionDispatcher/Decoders/Senml/SenmlEventDecoder.cs")] = "the field of a SenML text",
        [("text", "FunctionDispatcher/Decoders/SparkplugB/SparkplugFields.cs")] = "the field of a metric that is a text",
        [("json", "FunctionDispatcher/Decoders/SparkplugB/SparkplugFields.cs")] = "the field of a metric that is a list or a data set",
        [("text", "FunctionDispatcher/Expressions/Functions/ConversionFunctions.cs")] = "the function text()",
        [("json", "FunctionDispatcher/Expressions/Functions/JsonFunctions.cs")] = "the function json()",
    };

    private static readonly Lazy<IReadOnlySet<(string Name, string File)>> Found = new(Find);

    [Fact]
    public void A_name_stands_in_its_own_folder_alone() =>
        Assert.Equal([], Found.Value.Except(Left.Keys).Select(f => $"\"{f.Name}\" in {f.File}").ToArray());

    [Fact]
    public void An_exception_that_is_not_needed_leaves_the_list() =>
        Assert.Equal([], Left.Keys.Except(Found.Value).Select(f => $"\"{f.Name}\" in {f.File}"));

    /// <summary>Where a component is: its class and its config record, if it has one, in the folder of their namespace.</summary>
    [Fact]
    public void A_component_is_one_folder()
    {
        foreach (var component in EventEdgeComponents.Default.All)
        {
            var home = component.GetType().Namespace;
            if (component is IConfiguredComponent { ConfigType: var config }) Assert.Equal(home, config.Namespace);
            Assert.Single(EventEdgeComponents.Default.All, c => c.GetType().Namespace == home);
        }
    }

    private static IReadOnlySet<(string Name, string File)> Find()
    {
        var homes = EventEdgeComponents.Default.All.ToLookup(c => c.Name, FolderOf, StringComparer.Ordinal);
        Assert.True(homes.Count > 10);
        var found = from room in Rooms
                    from path in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, room), "*.cs", SearchOption.AllDirectories)
                    let file = Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/')
                    where !Authors.Any(author => file.StartsWith(author, StringComparison.Ordinal))
                    from Match literal in Literal().Matches(Comment().Replace(File.ReadAllText(path), string.Empty))
                    let name = literal.Groups[1].Value
                    where homes.Contains(name) && !homes[name].Any(home => file.StartsWith(home, StringComparison.Ordinal))
                    select (name, file);
        return found.ToHashSet();
    }

    private static string FolderOf(IComponent component) => $"{component.GetType().Namespace!["EventEdge.".Length..].Replace('.', '/')}/";

    [GeneratedRegex(@"(?<!\\)""([a-z_]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
