using System.Text.Json;
using EventEdge.Contracts.Durability;
using EventEdge.Contracts.Texts;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>
/// The number of each edge node's last connection (<c>bdSeq</c>, 0 to 255 and round again), on disk before it is used: so a death that the
/// broker publishes late is not taken for that of a connection after a restart. Bounded: the numbers of edge nodes that are no more are
/// forgotten when there are many.
/// </summary>
internal sealed class ConnectionNumbers(string? path, ILogger logger)
{
    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    private Dictionary<string, int>? _last;

    /// <summary>The number of the next connection.</summary>
    public int Next(string node)
    {
        lock (_gate)
        {
            _last ??= Load();
            if (_last.Count >= Limit && !_last.ContainsKey(node)) _last.Clear();
            var next = _last.TryGetValue(node, out var last) ? (last + 1) & 255 : 0;
            _last[node] = next;
            Save();
            return next;
        }
    }

    private Dictionary<string, int> Load()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        if (path is null || !File.Exists(path)) return numbers;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!document.RootElement.TryGetProperty("connections", out var saved)) return numbers;
            foreach (var one in saved.EnumerateObject()) numbers[one.Name] = one.Value.GetInt32() & 255;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or FormatException)
        {
            logger.NumbersNotKept(path, error.Message);
        }

        return numbers;
    }

    private void Save()
    {
        if (path is null) return;
        try
        {
            DurableFile.Replace(path, JsonBytes.Object(_last!, static (json, numbers) =>
            {
                json.WriteStartObject("connections"u8);
                foreach (var (node, number) in numbers.OrderBy(one => one.Key, StringComparer.Ordinal)) json.WriteNumber(node, number);
                json.WriteEndObject();
            }));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.NumbersNotKept(path, error.Message);
        }
    }
}
