using EventEdge.Cli;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.Nodes;

namespace EventEdge.DeadLetters;

/// <summary>Finds the dead letters of a node.</summary>
internal static class DeadLetterServices
{
    /// <summary>The edge's dead letters where there are any, otherwise the cloud's.</summary>
    /// <exception cref="CommandFailure">The directory is no node's.</exception>
    public static IDeadLetterService Of(NodeAccess node, bool cloud, RabbitMqOptions bus)
    {
        if (cloud) return OfCloud(node, bus);
        if (node.Data is not { } data) return new RemoteDeadLetters(node.Api!);
        var file = new DeadLetterFile(data);
        if (!file.Exists) return OfCloud(node, bus);
        return node.Api is { } api ? new RemoteDeadLetters(api) : file;
    }

    private static CloudDeadLetters OfCloud(NodeAccess node, RabbitMqOptions bus) => node.Data is { } data && CloudLedgerReader.Exists(data)
        ? new CloudDeadLetters(data, bus)
        : throw CommandFailure.BadInput(
            $"there are no dead letters in {node.Data ?? "what answers over HTTP; give the cloud's directory"} (--data)");
}
