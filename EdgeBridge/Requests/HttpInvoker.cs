using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.EdgeBridge.Requests;

/// <summary>
/// The way of a request: it becomes a message, which is journalled like a sensor's, and what its function answers is sent once it is
/// committed. Any thread.
/// </summary>
public sealed class HttpInvoker
{
    /// <summary>Where answers are fetched.</summary>
    public const string AnswersPath = "/api/requests/";

    private readonly IMessageIntake _intake;
    private readonly PendingRequests _requests;
    private readonly TimeProvider _time;
    private readonly AnswerCounts _counts = new();
    private volatile IReadOnlyList<FunctionRoute> _routes = [];

    internal HttpInvoker(IMessageIntake intake, PendingRequests requests, TimeProvider time)
    {
        _intake = intake;
        _requests = requests;
        _time = time;
    }

    /// <summary>The routes of the bindings in force.</summary>
    public IReadOnlyList<FunctionRoute> Routes => _routes;

    /// <summary>How the requests of the bindings in force were answered.</summary>
    public IReadOnlyList<AnswerCount> Answers => _counts.Read();

    /// <summary>Other bindings are in force.</summary>
    internal void Use(IEnumerable<BindingConfig> bindings)
    {
        var routes = FunctionRoute.Of(bindings);
        _counts.Use(routes.Select(r => r.Binding));
        _routes = routes;
    }

    /// <summary>A request is answered with this status.</summary>
    internal void Count(FunctionRoute route, int status) => _counts.Add(route.Binding, status);

    /// <summary>Finds the route of a request and what its path captured.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, decoded.</param>
    /// <param name="allowed">The methods the path knows: where it is not empty, but nothing is found, the method is wrong.</param>
    public (FunctionRoute Route, IReadOnlyList<string> Captured)? Find(string method, string path, out IReadOnlyList<string> allowed)
    {
        var parts = HttpRoute.PartsOf(path);
        var matching = _routes.Select(r => (Route: r, Captured: r.Route.Match(parts)!)).Where(m => m.Captured is not null).ToList();
        allowed = [.. matching.Select(m => m.Route.Route.Method).Distinct().Order(StringComparer.Ordinal)];
        foreach (var match in matching)
        {
            if (match.Route.Route.Method == method) return match;
        }

        return null;
    }

    /// <summary>A name for a new request.</summary>
    public string NewId() => Guid.CreateVersion7(_time.GetUtcNow()).ToString("n");

    /// <summary>Takes a request and waits for what it is to be answered with.</summary>
    public async Task<FunctionAnswer> AskAsync(FunctionRoute route, HttpCall call, CancellationToken aborted)
    {
        if (!RequestDocument.TryWrite(call, out var document, out var error)) return new(400, ReplyText.Problem(error));
        if (route.Respond == RespondKind.Accepted) return await AcceptAsync(route, call, document).ConfigureAwait(false);
        if (_requests.TryExpect(call.Id) is not { } reply) return Busy("too many requests wait for their functions");
        try
        {
            if (!await TakeAsync(route, call, document).ConfigureAwait(false)) return Busy("the node takes no events at the moment");
            return Of(await reply.WaitAsync(route.Timeout, _time, aborted).ConfigureAwait(false), route.Respond);
        }
        catch (TimeoutException)
        {
            return new(504,
                ReplyText.Problem($"the function has not answered within {Quantity.Format(route.Timeout)}; the event is kept and goes on"));
        }
        finally
        {
            _requests.Forget(call.Id);
        }
    }

    /// <summary>The answer of a request that was accepted: 202 until it is there, 404 when it is not known (any more).</summary>
    public FunctionAnswer Fetch(string id)
    {
        if (!_requests.TryFind(id, out var reply))
            return new(404, ReplyText.Problem($"no answer is kept for this request: they are kept for "
                + $"{Quantity.Format(PendingRequests.AnswersKeptFor)}, and not across a restart"));
        return reply is null ? new(202, []) { RetryAfter = 1 } : Of(reply, RespondKind.Results);
    }

    private async Task<FunctionAnswer> AcceptAsync(FunctionRoute route, HttpCall call, byte[] document)
    {
        // What a window answers belongs to many requests, and goes where the binding sends it.
        if (!route.HasWindow && !_requests.TryKeep(call.Id)) return Busy("too many requests wait for their functions");
        if (await TakeAsync(route, call, document).ConfigureAwait(false))
            return new(202, []) { Location = route.HasWindow ? null : AnswersPath + call.Id };
        _requests.Forget(call.Id);
        return Busy("the node takes no events at the moment");
    }

    private async Task<bool> TakeAsync(FunctionRoute route, HttpCall call, byte[] document)
    {
        var message = new ReceivedMessage(
            route.Topic, document, Qos: 1, Retained: false, Duplicate: false, ClientId: string.Empty, PacketId: 0)
        {
            Trace = call.Trace,
        };
        return await _intake.AcceptAsync(message, CancellationToken.None).ConfigureAwait(false);
    }

    private static FunctionAnswer Of(RequestReply reply, RespondKind respond) =>
        new(reply.Status, reply.Body(asDocument: respond == RespondKind.Document));

    private static FunctionAnswer Busy(string reason) => new(503, ReplyText.Problem(reason)) { RetryAfter = 1 };
}
