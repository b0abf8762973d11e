using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.Fuzz.Decoders;

/// <summary>A decoder with the settings of one binding.</summary>
/// <param name="Decoder">The decoder.</param>
/// <param name="Config">Its settings.</param>
internal sealed partial record DecoderSubject(IDecoder Decoder, DecoderConfig? Config)
{
    /// <summary>Settings that no page shows, each of one decoder.</summary>
    private static readonly string[] More =
    [
        "{ json: { each: . } }", "{ json: { each: 'a[*].b' } }", "{ json: { each: values } }", "{ json: { lines: true } }",
        "{ json: { encoding: utf-16 } }", "{ json: { encoding: shift_jis } }", "{ text: { unit: any, thousands: space } }",
        "{ text: { type: number, decimal: comma, thousands: point } }", "{ text: { type: boolean, true_words: ['on'] } }",
        "csv", "{ csv: { columns: [time, temperature, ''], comment: '#', skip_lines: 1 } }",
        "{ csv: { delimiter: tab, quote: none, decimal: comma } }", "{ csv: { delimiter: ';', text_columns: [device] } }",
        "key_value", "{ key_value: { separator: newline } }", "{ key_value: { separator: ';', assign: ':' } }",
        "line_protocol", "{ line_protocol: { precision: s } }", "none", "{ cbor: { each: . } }", "{ cbor: { each: values } }",
        "{ messagepack: { each: . } }", "{ messagepack: { each: values } }",
    ];

    /// <summary>The decoder's name.</summary>
    public string Name => Decoder.Name;

    /// <summary>Every decoder there is, with the settings that its page and the guides show, and each of them compressed too.</summary>
    /// <param name="repository">The folder of the repository.</param>
    /// <exception cref="InvalidDataException">A decoder is shown nowhere.</exception>
    public static IReadOnlyList<DecoderSubject> All(string repository)
    {
        var components = EventEdgeComponents.Default;
        var blocks = Pages(repository).SelectMany(page => Yaml().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value))
            .Concat(More.Select(
                decode => $"bindings:\n- {{ name: b, trigger: {{ mqtt: t }}, function: {{ builtin: pass }}, decode: {decode} }}\n"));
        var configs = blocks.Where(b => b.Contains("bindings:", StringComparison.Ordinal))
            .SelectMany(b => BindingsFile.Parse(b, "fuzz", components).Config?.Bindings ?? [])
            .Select(b => b.Decode).OfType<DecoderConfig>().Select(WithFile).ToHashSet();
        foreach (var missing in components.Decoders.Where(d => configs.All(c => c.Name != d.Name)))
            throw new InvalidDataException($"no page shows decode {missing.Name}");
        configs.UnionWith([.. configs.SelectMany(c => Enum.GetValues<Compression>().Select(k => c with { Compression = k }))]);
        return [.. configs.Select(c => new DecoderSubject(components.Decoders.Find(c.Name)!, c)),
            .. components.Decoders.Where(d => d.Name is "json" or "text").Select(d => new DecoderSubject(d, null))];
    }

    /// <inheritdoc />
    public override string ToString() => Config?.ToString() ?? $"{Name} without settings";

    private static DecoderConfig WithFile(DecoderConfig config) =>
        config.File is null ? config : config with { Content = PlantDescriptor.Bytes };

    private static IEnumerable<string> Pages(string repository) =>
        Directory.GetFiles(Path.Combine(repository, "FunctionDispatcher", "Decoders"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(repository, "docs", "how-to"), "*.md"));

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
