using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>A binding as it will stand in the file.</summary>
/// <param name="Name">Its name, which its measurement has too; unique in the file.</param>
internal sealed record ProposedBinding(string Name)
{
    /// <summary>Its keys behind the name, in their order.</summary>
    public required FlowMap Keys { get; init; }

    /// <summary>What stands above it, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>The bindings of one stream, with what people should know of it.</summary>
/// <param name="Findings">What they were made of.</param>
/// <param name="Remarks">What stands above them, a line each.</param>
/// <param name="Bindings">The bindings; none where nothing can be bound.</param>
internal sealed record ProposedStream(StreamFindings Findings, IReadOnlyList<string> Remarks, IReadOnlyList<ProposedBinding> Bindings);
