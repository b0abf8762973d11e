using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.CloudIngest.Stores;

namespace EventEdge.CloudIngest.Node;

/// <summary>
/// Where the node of a data directory stores its points, in a small file beside its data: <c>eventedge points</c> reads there. Of a token
/// only the file's name is in it.
/// </summary>
public static class StoreNote
{
    private const string FileName = "store.json";

    /// <summary>Says where points go from now on.</summary>
    public static void Write(string directory, StoreOptions options, StoreCatalog stores)
    {
        var store = stores.Get(options);
        var files = store.Settings.Where(setting => setting.Form == StoreSettingForm.SecretFile).Select(setting => setting.Name)
            .ToHashSet();
        var note = new StoreNoteText
        {
            Store = store.Name,
            Settings = options.Settings.ToDictionary(
                each => each.Key, each => files.Contains(each.Key) ? Path.GetFullPath(each.Value) : each.Value),
        };
        File.WriteAllText(PathIn(directory), JsonSerializer.Serialize(note, StoreNoteJson.Default.StoreNoteText) + "\n");
    }

    /// <summary>The store last said; the embedded one where nothing was, or nothing that can be read.</summary>
    public static StoreOptions Read(string directory, StoreCatalog stores)
    {
        try
        {
            var note = JsonSerializer.Deserialize(File.ReadAllText(PathIn(directory)), StoreNoteJson.Default.StoreNoteText);
            if (note is null) return new();
            if (note.Kind is not null) return Former(note, stores);
            var options = new StoreOptions { Name = note.Store, Settings = note.Settings ?? [] };
            stores.Get(options);
            return options;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return new();
        }
    }

    // Versions before stores had names of their own wrote every setting of every kind.
    private static StoreOptions Former(StoreNoteText note, StoreCatalog stores)
    {
        if (stores.Stores.FirstOrDefault(store => store.FormerKind == note.Kind) is not { } store) return new();
        (string Name, string? Value)[] told =
            [("url", note.Uri), ("database", note.Database), ("org", note.Organisation), ("bucket", note.Bucket), ("user", note.User),
                ("token-file", note.SecretFile)];
        return new()
        {
            Name = store.Name,
            Settings = told.Where(each => each.Value is not null && store.Settings.Any(setting => setting.Name == each.Name))
                .ToDictionary(each => each.Name, each => each.Value!),
        };
    }

    private static string PathIn(string directory) => Path.Combine(directory, FileName);
}

/// <summary>The file, in both of its forms.</summary>
internal sealed record StoreNoteText
{
    public string? Store { get; init; }

    public Dictionary<string, string>? Settings { get; init; }

    public string? Kind { get; init; }

    public string? Uri { get; init; }

    public string? Database { get; init; }

    public string? Organisation { get; init; }

    public string? Bucket { get; init; }

    public string? User { get; init; }

    public string? SecretFile { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoreNoteText))]
internal sealed partial class StoreNoteJson : JsonSerializerContext;
