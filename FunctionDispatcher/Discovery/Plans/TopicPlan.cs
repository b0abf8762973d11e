using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Plans;

/// <summary>What is to be done with the messages of some topics, as far as it is known before their fields are looked at.</summary>
/// <param name="Filter">The trigger's filter with its captures; empty where it is found as that of unknown devices is.</param>
/// <param name="Name">What bindings and measurements of it are called, in small letters, digits and <c>_</c>.</param>
internal sealed record TopicPlan(string Filter, string Name)
{
    /// <summary>The family of devices, for people; null where none is known.</summary>
    public string? Family { get; init; }

    /// <summary>Why nothing is bound; null where something is.</summary>
    public string? Ignored { get; init; }

    /// <summary>What the payloads are; null where that is to be inferred.</summary>
    public PayloadForm? Form { get; init; }

    /// <summary>Fields that tell one series from another, beside the captures.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Captures that are no tags.</summary>
    public IReadOnlyList<string> NoTags { get; init; } = [];

    /// <summary>A condition that every event has to meet.</summary>
    public string? Where { get; init; }

    /// <summary>Computed fields.</summary>
    public FlowMap Set { get; init; } = [];

    /// <summary>What is known of fields; of several hints for one, the first counts.</summary>
    public IReadOnlyList<FieldHint> Hints { get; init; } = [];

    /// <summary>Whether fields without a hint are left aside.</summary>
    public bool OnlyHinted { get; init; }

    /// <summary>The field with the time; null where that is to be inferred.</summary>
    public string? Time { get; init; }

    /// <summary>Whether the messages have no time of their own.</summary>
    public bool HasNoTime { get; init; }

    /// <summary>The field that names the clock; null for the topic.</summary>
    public string? Clock { get; init; }

    /// <summary>Whether each message is something that happened, to be kept as it is.</summary>
    public bool IsEvent { get; init; }

    /// <summary>What people should know of it, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What tells the messages of one plan from those of another.</summary>
    public (string? Family, string Filter, string Name, string? Ignored) Key => (Family, Filter, Name, Ignored);
}
