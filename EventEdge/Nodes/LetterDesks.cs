using EventEdge.CloudIngest.Ledger;
using EventEdge.Commands;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Nodes;

/// <summary>Finds the dead letters of a node.</summary>
internal static class LetterDesks
{
    /// <summary>The edge's letters where there are any, otherwise the cloud's.</summary>
    /// <exception cref="CommandFailure">The directory is no node's.</exception>
    public static ILetterDesk Of(NodeAccess node, bool cloud, RabbitMqOptions bus)
    {
        if (cloud) return OfCloud(node, bus);
        if (node.Data is not { } data) return new RemoteLetters(node.Api!);
        var file = new LetterFile(data);
        if (!file.Exists) return OfCloud(node, bus);
        return node.Api is { } api ? new RemoteLetters(api) : file;
    }

    private static CloudLetters OfCloud(NodeAccess node, RabbitMqOptions bus) => node.Data is { } data && CloudBooksReader.Exists(data)
        ? new CloudLetters(data, bus)
        : throw CommandFailure.BadInput($"there are no dead letters in {node.Data ?? "what answers over HTTP; give the cloud's directory"} (--data)");
}
