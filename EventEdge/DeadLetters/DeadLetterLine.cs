using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.DeadLetters;

/// <summary>A dead letter as it is printed.</summary>
internal sealed record DeadLetterLine
{
    private const int ReasonWidth = 120;
    private const int MessageWidth = 90;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public required long Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Binding { get; init; }

    public required string Stage { get; init; }

    public required string Reason { get; init; }

    public required string Topic { get; init; }

    /// <summary>Journal position; null when it was not journalled.</summary>
    public long? Sequence { get; init; }

    /// <summary>Which event of the message it was, from 0; null where it is the whole message or none.</summary>
    public int? Event { get; init; }

    /// <summary>Bytes kept.</summary>
    public required int Bytes { get; init; }

    /// <summary>What the message says about itself in MQTT 5; null for nothing, and in lists.</summary>
    [JsonConverter(typeof(MessagePropertiesJson))]
    public MessageProperties? Properties { get; init; }

    /// <summary>Why it cannot be retried; null when it can.</summary>
    public string? RetryObstacle { get; init; }

    /// <summary>The payload where it is UTF-8 text; null in lists.</summary>
    public string? Text { get; init; }

    /// <summary>The payload's bytes in base64; null in lists.</summary>
    public byte[]? Payload { get; init; }

    /// <param name="deadLetter">The dead letter.</param>
    /// <param name="whole">Whether the payload is wanted too.</param>
    public static DeadLetterLine Of(StoredDeadLetter deadLetter, bool whole) => new()
    {
        Id = deadLetter.Id,
        ReceivedAt = deadLetter.ReceivedAt,
        Binding = deadLetter.Binding,
        Stage = deadLetter.Stage,
        Reason = deadLetter.Reason,
        Topic = deadLetter.Topic,
        Sequence = deadLetter.Sequence,
        Event = deadLetter.Event < 0 || deadLetter.IsWhole ? null : deadLetter.Event,
        Bytes = deadLetter.Payload.Length,
        Properties = whole ? deadLetter.Properties : null,
        RetryObstacle = deadLetter.RetryObstacle,
        Text = whole ? TextOf(deadLetter.Payload) : null,
        Payload = whole ? deadLetter.Payload : null,
    };

    /// <summary>One line for a list.</summary>
    public string Short()
    {
        return string.Create(CultureInfo.InvariantCulture, $"{Id,6}  {ReceivedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}  {Binding}  {Stage}  "
            + $"{VisibleText.Of(Source())}  {VisibleText.Of(ShortReason())}");
    }

    // Of a trace the last line is what went wrong; where it happened is in the whole dead letter.
    private string ShortReason()
    {
        if (Reason.ReplaceLineEndings(" ").Trim() is { Length: <= ReasonWidth } whole) return whole;
        var lines = Reason.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length < 2) return $"{lines[0][..ReasonWidth]}…";
        var last = lines[^1].Length <= MessageWidth ? lines[^1] : $"{lines[^1][..MessageWidth]}…";
        var room = ReasonWidth - Math.Min(lines[^1].Length, MessageWidth);
        return lines[0].Length <= room ? $"{lines[0]} … {last}" : $"{lines[0][..room]}… {last}";
    }

    /// <summary>Everything, a line each, the payload last.</summary>
    public string Long() => string.Create(CultureInfo.InvariantCulture, $"""
        id        {Id}
        received  {ReceivedAt.UtcDateTime:O}
        binding   {Binding}
        stage     {Stage}
        topic     {VisibleText.Of(Source())}
        journal   {(Sequence is { } sequence ? sequence.ToString(CultureInfo.InvariantCulture) : "not journalled")}
        event     {(Event is { } index ? $"{index} of the message" : Topic.Length > 0 ? "the whole message" : "none")}
        reason    {VisibleText.Of(Reason)}
        retry     {RetryObstacle ?? "possible"}{Said()}

        {Text ?? $"{Bytes} bytes that are no text, in base64: {Convert.ToBase64String(Payload ?? [])}"}
        """);

    private string Said() => Properties is null ? string.Empty
        : $"\nsays      {VisibleText.Of(Encoding.UTF8.GetString(JsonBytes.Of(Properties, MessagePropertiesJson.Write)))}";

    private string Source() => Topic.Length == 0 ? "(no message)" : Topic;

    private static string? TextOf(byte[] payload)
    {
        try
        {
            var text = Strict.GetString(payload);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>Result of <c>dlq drop</c>.</summary>
/// <param name="Dropped">Dead letters removed.</param>
internal sealed record DropSummary(long Dropped);

/// <summary>Result of <c>dlq retry</c>, one a dead letter.</summary>
/// <param name="Id">The dead letter.</param>
/// <param name="Retried">Whether it was published again and removed.</param>
/// <param name="Problem">Why not.</param>
internal sealed record RetryLine(long Id, bool Retried, string? Problem);
