using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.EdgeBridge.Requests;

/// <summary>A binding that answers requests.</summary>
/// <param name="Binding">Its name.</param>
/// <param name="Route">Which requests.</param>
/// <param name="Topic">The topic its events travel under.</param>
/// <param name="Headers">The request headers it sees.</param>
/// <param name="Timeout">How long a caller waits.</param>
/// <param name="Respond">What it is answered with.</param>
/// <param name="HasWindow">Whether results belong to windows, and not to requests.</param>
public sealed record FunctionRoute(
    string Binding, HttpRoute Route, string Topic, IReadOnlyList<string> Headers, TimeSpan Timeout, RespondKind Respond, bool HasWindow)
{
    /// <summary>Whether its requests are CloudEvents.</summary>
    public bool TakesEvents { get; init; }

    /// <summary>How long a caller waits where the binding does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The routes of all bindings, in the order in which they are tried.</summary>
    public static IReadOnlyList<FunctionRoute> Of(IEnumerable<BindingConfig> bindings) =>
        [.. bindings.Select(Of).OfType<FunctionRoute>()
            .Order(Comparer<FunctionRoute>.Create((a, b) => HttpRoute.Compare(a.Route, b.Route)))];

    private static FunctionRoute? Of(BindingConfig binding)
    {
        if (binding.Trigger is not HttpTriggerConfig trigger || !HttpRoute.TryParse(trigger.Http, out var route, out _)) return null;
        var respond = binding.Window is null ? trigger.Respond ?? RespondKind.Results : RespondKind.Accepted;
        return new(binding.Name, route, trigger.FilterOf(binding.Name), trigger.Headers ?? [], trigger.Timeout ?? DefaultTimeout, respond,
            binding.Window is not null)
        { TakesEvents = binding.Decode is { TakesRequests: true } };
    }
}
