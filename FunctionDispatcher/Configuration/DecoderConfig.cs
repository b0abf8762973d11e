using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>How bytes become events: the settings of one decoder. Each decoder has a record of its own, in its folder.</summary>
[Choice("decoder", ByWord = true)]
public abstract record DecoderConfig
{
    /// <summary>Largest payload read where a binding does not say.</summary>
    internal const int DefaultSizeLimit = 256 * 1024;

    /// <summary>The decoder's name.</summary>
    public abstract string Name { get; }

    /// <summary>How payloads are compressed; the whole of each is one stream. Default: not at all.</summary>
    public Compression? Compression { get; init; }

    /// <summary>Largest payload that is read, decompressed; larger ones become dead letters. 1KiB to 16MiB. Default 256KiB.</summary>
    [Range("1KiB", "16MiB")]
    public long? SizeLimit { get; init; }

    /// <summary>
    /// Which messages are looked at: a condition on captures and fields of the message, such as <c>$content_type = 'text/csv'</c>; with
    /// <c>bytes</c> and <c>in</c> also on fields of the JSON message. Others are ignored, and counted so. Default: every message.
    /// </summary>
    public string? When { get; init; }

    /// <summary>Whether <c>when</c> may name fields that are read before the rest, and the decoder looks at it itself.</summary>
    public virtual bool SelectsItself => false;

    /// <summary>The only fields that its events have beside captures; null where they may have any.</summary>
    public virtual IReadOnlyList<string>? Fields => null;

    /// <summary>Whether functions outside the process get the bytes too, since there is nothing else of them.</summary>
    public virtual bool HandsOverPayload => false;

    /// <summary>Whether it reads requests as well, whose headers are then a part of the event. The others read messages alone.</summary>
    public virtual bool TakesRequests => false;

    /// <summary>The host application that the node is for others while the binding is in force; null where it is none.</summary>
    public virtual SparkplugHost? Host => null;

    /// <summary>
    /// The file that the decoder needs, as declared: relative to the bindings file, or absolute. Null where it needs none.
    /// </summary>
    public virtual string? File => null;

    /// <summary>What the file held as it was read together with the bindings file; part of the binding's version.</summary>
    internal byte[]? Content { get; init; }

    /// <summary>The largest payload that is read, in bytes.</summary>
    internal int PayloadLimit => (int)(SizeLimit ?? DefaultSizeLimit);
}

/// <summary>How payloads are compressed.</summary>
public enum Compression
{
    /// <summary>RFC 1952, as <c>gzip</c> writes it, one member.</summary>
    Gzip,

    /// <summary>RFC 1950: deflate with a header of two bytes and a checksum.</summary>
    Zlib,

    /// <summary>RFC 8878, with a window of at most 8 MiB.</summary>
    Zstd,
}
