using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>A package is used in the folder that owns it and nowhere else, so that replacing it means reading one folder.</summary>
public sealed class PackageTests
{
    /// <summary>The namespace a package brings, and the folders (or single files of composition) that may name it.</summary>
    private static readonly (string Namespace, string[] Folders)[] Owners =
    [
        ("MQTTnet", ["EdgeBridge/Mqtt"]),
        ("MassTransit", ["CloudIngest/Consumers"]),
        ("InfluxDB.Client", ["CloudIngest/Stores/Influx2"]),
        ("RabbitMQ.Client", ["EdgeBridge/Uplink/Transports/RabbitMq", "CloudIngest/Consumers"]),
        ("Cronos", ["FunctionDispatcher/Triggers"]),
        ("YamlDotNet", ["FunctionDispatcher/Configuration"]),
        ("Microsoft.CodeAnalysis", ["FunctionDispatcher/Runtimes/CSharp"]),
        ("System.Reactive", ["Contracts/Rx", "FunctionDispatcher"]),
        ("Docker.DotNet", ["FunctionDispatcher/Runtimes/Container"]),
        ("Wasmtime", ["FunctionDispatcher/Runtimes/Wasm"]),
        ("ZstdSharp", ["FunctionDispatcher/Decoders/Unpacking"]),
        ("protobuf-net", ["FunctionDispatcher/Decoders/Protobuf"]),
        ("ProtoBuf", ["FunctionDispatcher/Decoders/Protobuf"]),
        ("System.IO.Hashing", ["FunctionDispatcher", "EdgeBridge"]),
        ("Microsoft.Data.Sqlite", [
            "EdgeBridge/DeadLetters", "EdgeBridge/Checkpoints", "EdgeBridge/Mqtt/Retained/RetainedFile.cs",
            "EdgeBridge/Mqtt/Sessions/SessionFile.cs", "EdgeBridge/Mqtt/Sessions/WillTable.cs", "CloudIngest/Stores",
            "CloudIngest/Ledger", "Hosting/Storage", "FunctionDispatcher/Lookups/Sqlite"]),
        ("Polly", ["Hosting/Retries"]),
        ("System.CommandLine", ["EventEdge"]),
        ("Serilog", ["EventEdge"]),
        ("OpenTelemetry", ["Hosting/Telemetry"]),
        ("Microsoft.Extensions.Logging", ["FunctionDispatcher", "EdgeBridge", "CloudIngest", "Hosting", "EventEdge"]),
    ];

    /// <summary>
    /// What tells that a package is used, where its own name does not stand in the sources: its namespace, or a word that it brings.
    /// </summary>
    private static readonly Dictionary<string, string> Brings = new(StringComparer.Ordinal)
    {
        ["Docker.DotNet.Enhanced"] = "Docker.DotNet",
        ["MassTransit.RabbitMQ"] = "CreateUsingRabbitMq",
        ["Microsoft.Extensions.Logging.Abstractions"] = "Microsoft.Extensions.Logging",
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = "OpenTelemetry",
        ["Polly.Core"] = "Polly",
        ["protobuf-net"] = "ProtoBuf",
        ["protobuf-net.Reflection"] = "ProtoBuf.Reflection",
        ["Serilog.Sinks.Console"] = "WriteTo.Console",
        ["ZstdSharp.Port"] = "ZstdSharp",
    };

    [Fact]
    public void A_package_is_named_only_in_the_folder_that_owns_it()
    {
        var offences = from source in Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
                       from owner in Owners
                       where !owner.Folders.Any(f => IsInside(source.Path, f)) && source.Mentions(owner.Namespace)
                       select $"{source} names {owner.Namespace}, which belongs to {string.Join(", ", owner.Folders)}";
        Offences.MustBeEmpty(offences, "Packages have owners:");
    }

    [Fact]
    public void Every_package_of_a_room_has_an_owner()
    {
        var offences = from project in Repository.Projects
                       from package in project.Packages
                       where !Owners.Any(o => package == o.Namespace || package.StartsWith(o.Namespace + ".", StringComparison.Ordinal))
                       select $"{project}: {package}";
        Offences.MustBeEmpty(offences, "Declare the owning folder in PackageTests.Owners:");
    }

    /// <summary>A package that nobody uses is a restore, a licence and a risk for nothing.</summary>
    [Fact]
    public void A_package_that_is_referenced_is_used()
    {
        var offences = from project in Repository.Projects
                       from package in project.Packages
                       let use = new Regex($@"(?<!\w){Regex.Escape(Brings.GetValueOrDefault(package, package))}(?!\w)")
                       where !Repository.ProductSources.Any(source => project.Holds(source.Path) && use.IsMatch(source.Code))
                       select $"{project}: {package}";
        Offences.MustBeEmpty(offences, "Nobody uses it; take the reference out, or say in Brings what it brings:");
    }

    private static bool IsInside(string path, string owner) =>
        path == owner || path.StartsWith(owner + "/", StringComparison.Ordinal);
}
