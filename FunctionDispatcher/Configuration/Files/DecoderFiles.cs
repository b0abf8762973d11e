using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// The files that decoders name: read together with the bindings file and kept with it, so that a replay reads messages as they were read.
/// </summary>
internal sealed class DecoderFiles(ProblemList problems, SourceMap map, FunctionCode code, EventEdgeComponents components)
{
    /// <summary>Largest file, in bytes.</summary>
    public const int SizeLimit = 256 * 1024;

    private readonly Dictionary<DecoderConfig, CodeReading> _readings = new(ReferenceEqualityComparer.Instance);
    private readonly List<CodeReading> _further = [];

    /// <summary>Everything that was read, good or bad, and what that refers to.</summary>
    public IEnumerable<CodeReading> Readings => _readings.Values.Concat(_further);

    /// <summary>The configuration with the content of the files that its decoders name.</summary>
    public static BindingsConfig With(BindingsConfig config, Func<DecoderConfig, byte[]?> contentOf) => config with
    {
        Bindings = [.. config.Bindings.Select(
            b => b.Decode is { File: not null } decoder ? b with { Decode = decoder with { Content = contentOf(decoder) } } : b)],
    };

    /// <summary>Reads the file of every decoder that was declared rightly.</summary>
    public void Check(BindingsConfig config)
    {
        foreach (var decoder in config.Bindings.Select(b => b.Decode).OfType<DecoderConfig>().Where(d => d.File is not null))
        {
            var reading = Read(decoder.File!);
            var component = components.Decoders.Find(decoder.Name);
            var problem = reading.Obstacle;
            if (reading.Bytes is { } file && component is not null)
            {
                (var kept, problem) = component.Prepare(decoder, file, path => ReadFurther(decoder.File!, path));
                reading = reading with { Bytes = kept };
                problem ??= component.CheckFile(decoder with { Content = kept });
            }

            _readings.Add(decoder, reading);
            if (problem is not null && PlaceOf(decoder) is { } place) problems.Add(place, problem);
        }
    }

    /// <summary>The configuration with what was read.</summary>
    public BindingsConfig Complete(BindingsConfig config) => With(config, d => _readings.GetValueOrDefault(d)?.Bytes);

    // Watched like the file that refers to it, and not kept by itself: what is needed of it is in what was made of that one.
    private byte[]? ReadFurther(string from, string path)
    {
        var reading = Read(Path.Combine(Path.GetDirectoryName(from) ?? string.Empty, path));
        _further.Add(reading with { Bytes = null });
        return reading.Bytes;
    }

    private CodeReading Read(string path)
    {
        var file = code.FileOf(path);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[SizeLimit + 1];
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            if (bytes.Length > SizeLimit)
                return new(path, file, string.Empty) { Obstacle = $"'{path}' is larger than {Quantity.FormatSize(SizeLimit)}" };
            return new(path, file, ContentHash.Of(bytes)) { Bytes = bytes };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(path, file, string.Empty) { Obstacle = CodeFolder.Obstacle(file, failure) };
        }
    }

    private SourcePosition? PlaceOf(DecoderConfig decoder)
    {
        var property = RecordShape.Of(decoder.GetType()).Properties
            .FirstOrDefault(p => p.Property.GetValue(decoder) as string == decoder.File);
        return property is null ? null : map.Find(decoder, property.Property.Name)?.Start;
    }
}
