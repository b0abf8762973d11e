using System.Text.Json;
using System.Text.Json.Nodes;
using EventEdge.EdgeBridge.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// <c>/api/stream</c>: server-sent events, four a second, each <c>{"status":…,"results":[…]}</c> with the results since the one before.
/// A slow reader gets fewer, never a backlog.
/// </summary>
/// <param name="view">The node.</param>
/// <param name="time">Clock of the beat.</param>
/// <param name="limit">Streams open at once.</param>
/// <param name="stopping">Ends every stream when the node stops.</param>
internal sealed class StreamEndpoint(INodeView view, TimeProvider time, int limit, CancellationToken stopping)
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private int _open;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/stream", (HttpResponse response, CancellationToken aborted) => ServeAsync(response, aborted));

    private async Task ServeAsync(HttpResponse response, CancellationToken aborted)
    {
        if (Interlocked.Increment(ref _open) > limit)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Interlocked.Decrement(ref _open);
            return;
        }

        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
            await StreamAsync(response, ended.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The reader left or the node stops; both are the ordinary end of a stream.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var beat = new PeriodicTimer(Beat, time);
        var seen = 0L;
        do
        {
            var results = view.Recent(seen);
            if (results.Count > 0) seen = results[^1].Number;
            await response.WriteAsync($"data: {Frame(results)}\n\n", cancellation);
            await response.Body.FlushAsync(cancellation);
        }
        while (await beat.WaitForNextTickAsync(cancellation));
    }

    private string Frame(IReadOnlyList<RecentResult> results) => new JsonObject
    {
        ["status"] = NodeJson.Status(view),
        ["results"] = JsonSerializer.SerializeToNode(results, NodeJson.Default.IReadOnlyListRecentResult),
    }.ToJsonString();
}
