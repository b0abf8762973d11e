using System.Security.Cryptography;

namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>
/// Keeps the forecasts of a node: some 2 kB for each binding, written as a whole. A file that is damaged, gone or of another version costs
/// the experience in it and nothing else, so no trouble with it is anybody's.
/// </summary>
internal sealed class ForecastFile(string path)
{
    /// <summary>Bindings kept.</summary>
    public const int BindingLimit = 4096;

    /// <summary>How often it is written.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private const int CheckLength = 16;

    public static byte[] ToBytes(IReadOnlyDictionary<string, ArrivalForecast> forecasts)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Math.Min(forecasts.Count, BindingLimit));
        foreach (var (name, forecast) in forecasts.OrderBy(f => f.Key, StringComparer.Ordinal).Take(BindingLimit))
        {
            writer.Write(name);
            forecast.Save(writer);
        }

        var content = buffer.ToArray();
        return [.. Check(content), .. content];
    }

    public void Write(byte[] content)
    {
        try
        {
            File.WriteAllBytes($"{path}.new", content);
            File.Move($"{path}.new", path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next time.
        }
    }

    public Dictionary<string, ArrivalForecast> Read()
    {
        try
        {
            var all = File.ReadAllBytes(path);
            if (all.Length > CheckLength && Check(all.AsSpan(CheckLength)).AsSpan().SequenceEqual(all.AsSpan(0, CheckLength)))
                return Read(all);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As above.
        }

        return [];
    }

    private static Dictionary<string, ArrivalForecast> Read(byte[] all)
    {
        var forecasts = new Dictionary<string, ArrivalForecast>(StringComparer.Ordinal);
        using var reader = new BinaryReader(new MemoryStream(all, CheckLength, all.Length - CheckLength));
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            var forecast = new ArrivalForecast();
            if (!forecast.TryLoad(reader)) return [];
            forecasts.Add(name, forecast);
        }

        return forecasts;
    }

    private static byte[] Check(ReadOnlySpan<byte> content) => SHA256.HashData(content)[..CheckLength];
}
