using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>What is read of a JSON text; says what is wrong, or null.</summary>
internal delegate string? JsonStep(ref Utf8JsonReader reader, EdgeEvent target);

/// <summary>Reads JSON texts of one message: what the parser throws becomes a sentence, and a bare NaN or infinity null.</summary>
internal sealed class JsonReading
{
    private static readonly JsonReaderState Strict = new(new() { MaxDepth = JsonEventDecoder.DepthLimit });

    private readonly NonFiniteNumbers _nonFinite = new();
    private bool _isReplaced;

    /// <summary>The text that was read last, as JSON.</summary>
    public ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> json) => _isReplaced ? _nonFinite.Text : json;

    /// <summary>Reads a text from its first token to its last.</summary>
    public string? Run(ReadOnlySpan<byte> json, EdgeEvent target, JsonStep step)
    {
        _isReplaced = false;
        try
        {
            return Read(json, target, step);
        }
        catch (JsonException broken)
        {
            _isReplaced = _nonFinite.TryReplace(json);
            return _isReplaced ? RunReplaced(target, step) : JsonProblem.Describe(broken, JsonProblem.OffsetOf(broken, json));
        }
    }

    /// <summary>Reads a part of a text that was read before.</summary>
    public static string? RunPart(ReadOnlySpan<byte> json, EdgeEvent target, JsonStep step)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: true, Strict);
        try
        {
            reader.Read();
            return step(ref reader, target);
        }
        catch (InvalidOperationException)
        {
            return HalfSurrogate(reader.TokenStartIndex);
        }
    }

    private string? RunReplaced(EdgeEvent target, JsonStep step)
    {
        try
        {
            target.NotFinite += _nonFinite.Count;
            return Read(_nonFinite.Text, target, step);
        }
        catch (JsonException broken)
        {
            var offset = JsonProblem.OffsetOf(broken, _nonFinite.Text);
            return JsonProblem.Describe(broken, _nonFinite.ToOriginal(offset));
        }
    }

    private static string? Read(ReadOnlySpan<byte> json, EdgeEvent target, JsonStep step)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: true, Strict);
        try
        {
            reader.Read();
            var error = step(ref reader, target);
            if (error is null) reader.Read();
            return error;
        }
        catch (InvalidOperationException)
        {
            return HalfSurrogate(reader.TokenStartIndex);
        }
    }

    private static string HalfSurrogate(long offset) => $"text with half a surrogate pair at byte {offset}";
}
