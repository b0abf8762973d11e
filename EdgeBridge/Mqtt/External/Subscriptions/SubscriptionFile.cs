using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Durability;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

/// <summary>
/// What the kept session at the broker may be subscribed to, on disk: after a restart the difference to what is wanted is unsubscribed,
/// also when the bindings were edited meanwhile. A file that cannot be read is as good as none: subscriptions nobody knows of then bring
/// what is passed over.
/// </summary>
internal sealed class SubscriptionFile(string? path, string session, ILogger logger)
{
    private SavedSubscriptions _last = new(session, [], []);

    /// <summary>
    /// What was saved for this session; nothing when it was another one. Without a path, what this object was given last.
    /// </summary>
    public SavedSubscriptions Load()
    {
        if (path is null || !File.Exists(path)) return _last;
        try
        {
            var saved = JsonSerializer.Deserialize(File.ReadAllBytes(path), SubscriptionJson.Default.SavedSubscriptions);
            if (saved is { Plans: not null, Known: not null } && saved.Session == session) return saved;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            logger.SubscriptionsNotRead(path, error.Message);
        }

        return _last;
    }

    /// <summary>Saves; what does not reach the disk is logged, and costs only that a later start knows less.</summary>
    public void Save(IEnumerable<SubscriptionPlan> plans, IEnumerable<string> known)
    {
        _last = new(session, [.. plans.Select(plan => plan.Subscriptions)], [.. known]);
        if (path is null) return;
        try
        {
            DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(_last, SubscriptionJson.Default.SavedSubscriptions));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.SubscriptionsNotSaved(path, error.Message);
        }
    }
}

/// <summary>The file's content.</summary>
/// <param name="Session">Which session at which broker.</param>
/// <param name="Plans">The plans under which what waits in the session was queued, oldest first; none when that is not known.</param>
/// <param name="Known">Every filter the session may be subscribed to.</param>
internal sealed record SavedSubscriptions(
    string Session, IReadOnlyList<IReadOnlyList<PlannedSubscription>> Plans, IReadOnlyList<string> Known);

/// <summary>The file's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SavedSubscriptions))]
internal sealed partial class SubscriptionJson : JsonSerializerContext;
