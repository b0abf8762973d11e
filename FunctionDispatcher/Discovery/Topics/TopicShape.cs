using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Topics;

/// <summary>A topic of unknown devices, and what its messages look like.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Form">What its payloads are.</param>
/// <param name="Fields">The names of its fields; elements of lists count as one.</param>
internal sealed record TopicShape(SeenTopic Topic, PayloadForm Form, IReadOnlySet<string> Fields)
{
    /// <summary>Least part of the smaller set of fields that two topics of one kind share.</summary>
    private const double LeastShared = 0.6;

    /// <summary>Whether a message is one value.</summary>
    public bool IsValue => Form.Decoder == "text";

    /// <summary>What is known of its family; null where none is known.</summary>
    public TopicPlan? Plan { get; init; }

    /// <summary>Form, and whether values are numbers: what two topics of one kind have in common.</summary>
    public string Kind => $"{Plan?.Name} {Form.Key} {(IsValue ? Form.Words.Contains("number", StringComparison.Ordinal) : string.Empty)}";

    /// <summary>The shape of a topic.</summary>
    public static TopicShape Of(SeenTopic topic, PayloadForm form)
    {
        if (form.IsOpaque) return new(topic, form, new HashSet<string>());
        var fields = StreamTally.Of([topic], form, []).Fields.Where(f => f.Name != "index").Select(f => WithoutNumbers(f.Name));
        return new(topic, form, fields.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether another topic's messages look the same.</summary>
    public bool IsLike(TopicShape other)
    {
        if (Kind != other.Kind) return false;
        if (IsValue || Form.IsOpaque) return true;
        var shared = Fields.Count(other.Fields.Contains);
        var smaller = Math.Min(Fields.Count, other.Fields.Count);
        return smaller == 0 ? Fields.Count == other.Fields.Count : shared >= LeastShared * smaller
            && shared * 4 >= Math.Max(Fields.Count, other.Fields.Count);
    }

    private static string WithoutNumbers(string path) =>
        string.Join('.', path.Split('.').Select(p => p.Length > 0 && p.All(char.IsAsciiDigit) ? "0" : p));
}
