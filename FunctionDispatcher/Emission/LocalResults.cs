using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Formats;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>A binding's results as messages of the local broker.</summary>
/// <param name="binding">The binding's name.</param>
/// <param name="emit">Where its results go.</param>
/// <param name="topic">The topic, whose names are filled from a result.</param>
/// <param name="format">Writes them.</param>
/// <param name="announcer">Announces them; null where nobody asks for it.</param>
internal sealed class LocalResults(
    string binding, EmitConfig emit, TopicTemplate topic, IResultWriter format, SeriesAnnouncer? announcer)
{
    private readonly ArrayBufferWriter<byte> _payload = new(256);
    private readonly SparkplugEdgeNode? _edgeNode = emit.Mqtt is { } mqtt ? emit.Format?.EdgeNodeOf(mqtt) : null;

    /// <summary>Those of a binding; null where it publishes none.</summary>
    public static LocalResults? Of(string binding, EmitConfig emit, IResultWriter? format, SeriesAnnouncer? announcer) =>
        format is not null && emit.Mqtt is { } topic && TopicTemplate.TryParse(topic, out var template, out _)
            ? new(binding, emit, template, format, announcer) : null;

    /// <summary>The message of a result, or what stands in its way.</summary>
    /// <param name="point">The result.</param>
    /// <param name="lookup">What a name of the topic stands for that is no tag of the result.</param>
    /// <param name="message">The message.</param>
    /// <param name="problem">Why there is none, in one sentence.</param>
    public bool TryWrite(
        Point point, Func<string, FieldValue> lookup, [NotNullWhen(true)] out LocalMessage? message,
        [NotNullWhen(false)] out string? problem)
    {
        message = null;
        _payload.ResetWrittenCount();
        if (!topic.TryFill(name => TagOf(point, name) ?? lookup(name).ToString(), out var filled, out problem)
            || !format.TryWrite(point, _payload, out problem)) return false;
        announcer?.Look(point, filled);
        message = new(filled, _payload.WrittenSpan.ToArray(), emit.Retain, binding)
        { Properties = format.PropertiesOf(point), EdgeNode = _edgeNode };
        return true;
    }

    /// <summary>Hands over the announcements of what is new in the messages written.</summary>
    public void Announce() => announcer?.Flush();

    private static string? TagOf(Point point, string name)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == name) return tag.Value;
        }

        return null;
    }
}
