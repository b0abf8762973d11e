using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>One number, with a point or a comma, and perhaps a unit behind it; or true and false.</summary>
internal sealed partial class NumberProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts) return null;
        if (texts.All(t => t is "true" or "false")) return samples.Confirm(new("text", "true or false"));
        var matches = texts.Select(t => Number().Match(t)).ToList();
        if (matches.Exists(m => !m.Success || !IsUnit(m))) return null;
        var hasComma = matches.Exists(m => m.Groups["number"].Value.Contains(',', StringComparison.Ordinal));
        if (hasComma && matches.Exists(m => m.Groups["number"].Value.Contains('.', StringComparison.Ordinal))) return null;
        var units = matches.Select(m => m.Groups["unit"].Value).Distinct().ToList();
        var unit = units.Count > 1 ? "any" : units[0].Length > 0 ? units[0] : null;
        var settings = new FlowMap { { "unit", unit }, { "decimal", hasComma ? "comma" : null } };
        var words = unit switch { null => "one number", "any" => "one number with a unit", _ => $"one number in {unit}" };
        var isDoubtful = hasComma && matches.TrueForAll(m => Thousands().IsMatch(m.Groups["number"].Value));
        return samples.Confirm(new("text", hasComma ? $"{words}, with a decimal comma" : words)
        {
            Settings = settings,
            Doubt = isDoubtful ? "the comma may as well part thousands: then say thousands: comma" : null,
        });
    }

    // 4G is a word: what follows a number at once has to be known as a unit.
    private static bool IsUnit(Match match) =>
        match.Groups["unit"].Value is "" || match.Groups["gap"].Length > 0 || Units.Contains(match.Groups["unit"].Value);

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "°C", "°F", "°", "C", "F", "K", "%", "V", "mV", "kV", "A", "mA", "W", "kW", "MW", "mW", "Wh", "kWh", "MWh", "VA", "var", "Hz",
        "kHz", "MHz",
        "Pa", "hPa", "kPa", "MPa", "bar", "mbar", "psi", "lx", "lux", "ppm", "ppb", "µg/m³", "m", "mm", "cm", "km", "m/s", "km/h",
        "mph", "kn", "l", "L",
        "ml", "m³", "m3", "l/min", "m³/h", "kg", "g", "t", "s", "ms", "min", "h", "rpm", "N", "Nm", "dB", "dBm", "dBA", "Ω", "ohm",
        "pH", "µS/cm", "J", "kJ",
    };

    [GeneratedRegex(
        @"\A(?<number>[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?)(?<gap>\s*)"
        + @"(?<unit>[^\d\s\p{C}.,:;=/\-+\[\]{}""'][^\d\s\p{C},:;=\[\]{}""']{0,11})?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[+-]?[1-9]\d{0,2},\d{3}\z")]
    private static partial Regex Thousands();
}

/// <summary>One word, or a short text in one line.</summary>
internal sealed class WordProbe : IPayloadProbe
{
    private const int LengthLimit = 256;

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts || !texts.All(t => t.Length <= LengthLimit && !t.Any(char.IsControl))) return null;
        var numbers = texts.Count(t => NumberText.TryRead(t, out _));
        var form = new PayloadForm("text", numbers == 0 ? "one word or text" : "a number or a word");
        if (numbers > 0) form = form with { Doubt = $"{numbers} of {texts.Count} messages are numbers, the others are texts" };
        return samples.Confirm(form);
    }
}

/// <summary>What nothing here reads: bytes, pictures, long texts.</summary>
internal sealed class OpaqueProbe : IPayloadProbe
{
    private const string Protobuf = "Protocol Buffers are read by decode: protobuf, with the descriptor set of their .proto file";

    private static readonly (byte[] Mark, string Words)[] Known =
    [
        ([0xff, 0xd8, 0xff], "JPEG pictures"), ([0x89, (byte)'P', (byte)'N', (byte)'G'], "PNG pictures"), ("GIF8"u8.ToArray(),
        "GIF pictures"),
        ("RIFF"u8.ToArray(), "sound or pictures (RIFF)"), ("%PDF"u8.ToArray(), "PDF documents"), ("PK\u0003\u0004"u8.ToArray(),
        "ZIP archives"),
    ];

    /// <inheritdoc />
    public PayloadForm Probe(PayloadSamples samples)
    {
        foreach (var (mark, words) in Known)
        {
            if (samples.Messages.All(m => m.Payload.Span.StartsWith(mark))) return new("none", words);
        }

        if (samples.Texts is { } texts)
            return new("none", texts.All(t => t.StartsWith('{') || t.StartsWith('[')) ? "texts that look like JSON, and are none"
                : "texts");
        var lengths = samples.Messages.Select(m => m.Payload.Length).Distinct().ToList();
        return lengths.Count == 1
            ? new("none", $"{lengths[0]} bytes each") { Doubt = $"fields at fixed places are read by bytes with a layout. {Protobuf}" }
            : new("none", "bytes") { Doubt = Protobuf };
    }
}
