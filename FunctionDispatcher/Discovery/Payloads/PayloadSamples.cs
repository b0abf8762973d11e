using System.Text;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Payloads of one topic that are to be recognised: those that are not empty, as many as are needed.</summary>
internal sealed class PayloadSamples
{
    /// <summary>Most messages that are looked at.</summary>
    public const int Limit = 40;

    private readonly string[]? _texts;

    private PayloadSamples(IReadOnlyList<SeenMessage> messages)
    {
        Messages = messages;
        if (messages.Count > 0 && messages.All(m => Utf8.IsValid(m.Payload.Span)))
            _texts = [.. messages.Select(m => Encoding.UTF8.GetString(m.Payload.Span).TrimStart('\uFEFF').Trim())];
    }

    /// <summary>The messages.</summary>
    public IReadOnlyList<SeenMessage> Messages { get; }

    /// <summary>The payloads as texts without space around them; null where one of them is no UTF-8.</summary>
    public IReadOnlyList<string>? Texts => _texts;

    /// <summary>Whether this holds for the texts, but for one in ten at most.</summary>
    public bool Most(Func<string, bool> holds) => _texts is not null && _texts.Count(t => !holds(t)) * 10 <= _texts.Length;

    /// <summary>Of some messages, those that have a payload.</summary>
    public static PayloadSamples Of(IEnumerable<SeenMessage> messages) =>
        new([.. messages.Where(m => !m.Payload.IsEmpty && !m.Payload.Span.Trim(" \t\r\n"u8).IsEmpty).Take(Limit)]);

    /// <summary>The same messages with other bytes; null where one of them cannot be changed.</summary>
    public PayloadSamples? Change(Func<ReadOnlyMemory<byte>, byte[]?> change)
    {
        var changed = new List<SeenMessage>();
        foreach (var message in Messages)
        {
            if (change(message.Payload) is not { Length: > 0 } bytes) return null;
            changed.Add(message with { Payload = bytes });
        }

        return new(changed);
    }

    /// <summary>
    /// The form, where the decoder reads the messages and finds something in them; null where it does not. One message in ten may be
    /// something else, which is then told as a doubt.
    /// </summary>
    public PayloadForm? Confirm(PayloadForm form) => Confirm(form, static fields => fields.Any());

    /// <summary>The same, where the fields of enough events mean something.</summary>
    public PayloadForm? Confirm(PayloadForm form, Func<IEnumerable<KeyValuePair<string, FieldValue>>, bool> means)
    {
        var reader = MessageReader.Of(form.Decode);
        var broken = 0;
        string? first = null;
        foreach (var message in Messages)
        {
            if (reader.Read(message, out var error) is not { } events || (events.Count > 0 && !events.Any(e => means(e.Fields))))
            {
                broken++;
                first ??= error ?? "it holds nothing of use";
            }
        }

        if (broken * 10 > Messages.Count) return null;
        return broken == 0 ? form : form with { Doubt = $"{broken} of {Messages.Count} messages are something else: {first}" };
    }
}
