using System.Diagnostics;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>The spans of a sampled point from its frame's arrival until the ledger has it.</summary>
public sealed class TracedFrameTests : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly SpanCollector _spans = new();
    private readonly FlakyStore _store = new();
    private IHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddCloudIngest(new CloudOptions { DataDirectory = _data.Path, RetryDelayLimit = TimeSpan.FromMilliseconds(20) });
        builder.Services.AddSingleton<ITimeSeriesWriter>(_store);
        _host = builder.Build();
        await _host.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _spans.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_sampled_point_is_followed_into_the_store_and_the_ledger()
    {
        await TakeAsync(1, Some.Point(), Some.Point(1) with { Trace = _spans.Traceparent });
        Assert.Equal(["take", "store", "account"], _spans.WayTo(_spans["account"]));
        Assert.Equal(_spans.Traceparent[36..52], _spans["take"].ParentSpanId.ToString());
        Assert.Equal("created", _spans["account"].GetTagItem("eventedge.outcome"));
    }

    [Fact]
    public async Task Each_attempt_of_a_store_that_refuses_is_a_span()
    {
        _store.IsDown = true;
        var taking = TakeAsync(1, Some.Point() with { Trace = _spans.Traceparent });
        await Eventually.IsTrue(() => _spans.Spans.Any(span => span.OperationName == "store"), "an attempt to fail");
        _store.IsDown = false;
        await taking;
        Assert.All(_spans.Spans.Where(span => span.OperationName == "store").SkipLast(1),
            span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Equal(ActivityStatusCode.Unset, _spans["account"].Status);
    }

    [Fact]
    public async Task The_same_record_with_another_trace_is_the_same_record()
    {
        await TakeAsync(1, Some.Point());
        await TakeAsync(1, Some.Point() with { Trace = _spans.Traceparent });
        Assert.Equal("redelivered", _spans["account"].GetTagItem("eventedge.outcome"));
        Assert.Equal(1, _host.Services.GetRequiredService<FrameLedger>().Counts.Points.Duplicates);
    }

    private Task<int> TakeAsync(long first, params Point[] points)
    {
        List<FramePoint> records = [.. points.Select((point, n) => Some.FramePoint(point, first + n))];
        var frame = Some.Frame(records, first: first) with
        { Series = FrameCodec.ToSeries(records, first, out var traces), Traces = traces };
        return _host.Services.GetRequiredService<FrameAcceptance>().TakeAsync(FrameBody.Encode(frame), null, Stop);
    }
}
