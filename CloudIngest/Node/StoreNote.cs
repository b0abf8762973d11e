using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.CloudIngest.Stores;

namespace EventEdge.CloudIngest.Node;

/// <summary>
/// Where the node of a data directory stores its points, in a small file beside its data: <c>eventedge points</c> reads there. Of a token only the
/// file's name is in it.
/// </summary>
public static class StoreNote
{
    private const string FileName = "store.json";

    /// <summary>Says where points go from now on.</summary>
    public static void Write(string directory, StoreOptions store)
    {
        var note = store with { SecretFile = store.SecretFile is { } file ? Path.GetFullPath(file) : null };
        File.WriteAllText(PathIn(directory), JsonSerializer.Serialize(note, StoreJson.Default.StoreOptions) + "\n");
    }

    /// <summary>The store last said; the embedded one where nothing was, or nothing that can be read.</summary>
    public static StoreOptions Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(PathIn(directory)), StoreJson.Default.StoreOptions) ?? new();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return new();
        }
    }

    private static string PathIn(string directory) => Path.Combine(directory, FileName);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoreOptions))]
internal sealed partial class StoreJson : JsonSerializerContext;
