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
        ("System.IO.Hashing", ["FunctionDispatcher", "EdgeBridge"]),
        ("Microsoft.Data.Sqlite", ["EdgeBridge/DeadLetters", "EdgeBridge/Checkpoints", "EdgeBridge/Mqtt/Retained/RetainedFile.cs", "EdgeBridge/Mqtt/Sessions/SessionFile.cs", "EdgeBridge/Mqtt/Sessions/WillTable.cs", "CloudIngest/Stores", "CloudIngest/Ledger"]),
        ("Polly", ["Hosting/Retries"]),
        ("System.CommandLine", ["EventEdge"]),
        ("Spectre.Console", ["EventEdge"]),
        ("Serilog", ["EventEdge"]),
        ("OpenTelemetry", ["Hosting/Telemetry"]),
        ("Microsoft.Extensions.Logging", ["FunctionDispatcher", "EdgeBridge", "CloudIngest", "Hosting", "EventEdge"]),
    ];

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

    private static bool IsInside(string path, string owner) =>
        path == owner || path.StartsWith(owner + "/", StringComparison.Ordinal);
}
