using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventEdge.EndToEnd.Tests.Telemetry;

/// <summary>A span as it was received.</summary>
/// <param name="Service">The sender's <c>service.name</c>.</param>
/// <param name="Trace">Trace id, 32 hexadecimal digits.</param>
/// <param name="Id">Span id, 16 hexadecimal digits.</param>
/// <param name="Parent">The parent's; empty for a root.</param>
/// <param name="Name">The step.</param>
/// <param name="Attributes">Texts only.</param>
internal sealed record ReceivedSpan(
    string Service, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A collector for OTLP over HTTP, as far as tests look at what comes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<(string Service, string Metric), int> _metrics = new();
    private readonly ConcurrentBag<string> _keys = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address =>
        _app.Services.GetService(typeof(Microsoft.AspNetCore.Hosting.Server.IServer)) is Microsoft.AspNetCore.Hosting.Server.IServer server
        ? server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        : string.Empty;

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Names of the metrics a service has sent.</summary>
    public IReadOnlyList<string> MetricsOf(string service) =>
        [.. _metrics.Keys.Where(key => key.Service == service).Select(key => key.Metric).Order(StringComparer.Ordinal)];

    /// <summary>Values of the header <c>x-key</c> that came with requests.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", context => receiver.TakeAsync(context, receiver.TakeSpans));
        receiver._app.MapPost("/v1/metrics", context => receiver.TakeAsync(context, receiver.TakeMetrics));
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<ProtoMessage> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _keys.Add(context.Request.Headers["x-key"].ToString());
        take(new ProtoMessage(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    // opentelemetry/proto/trace/v1/trace.proto
    private void TakeSpans(ProtoMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = ServiceOf(resource);
            foreach (var span in resource.Messages(2).SelectMany(scope => scope.Messages(2)))
                _spans.Enqueue(new(service, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), AttributesOf(span, 9)));
        }
    }

    // opentelemetry/proto/metrics/v1/metrics.proto
    private void TakeMetrics(ProtoMessage request)
    {
        foreach (var resource in request.Messages(1))
        {
            foreach (var metric in resource.Messages(2).SelectMany(scope => scope.Messages(2)))
                _metrics[(ServiceOf(resource), metric.Text(1))] = 1;
        }
    }

    private static string ServiceOf(ProtoMessage resource) => AttributesOf(resource.Messages(1).Single(), 1)["service.name"];

    private static Dictionary<string, string> AttributesOf(ProtoMessage message, int field) =>
        message.Messages(field).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Single().Text(1));
}
