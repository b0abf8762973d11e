using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Hosting.Telemetry;

namespace EventEdge.EventEdge.Tests.Settings;

public sealed class TelemetrySettingsTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly CancellationToken _stopped = new(canceled: true);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Nothing_is_sent_and_nothing_traced_unless_it_is_asked_for()
    {
        await _bench.RunUntilAsync(_stopped, "up");
        Assert.Equal((null, 0), (_bench.Edge!.Telemetry.Endpoint, _bench.Edge.TraceRatio));
        Assert.Null(TelemetryExport.Start(_bench.Edge.Telemetry));
    }

    [Fact]
    public async Task Every_part_has_its_flag()
    {
        var headers = _bench.File("headers", "x-key=secret\n\n tenant=plant \n");
        await _bench.RunUntilAsync(
            _stopped, "edge", "--node", "press-hall", "--otlp-endpoint", "https://collector:4318", "--otlp-protocol", "http/protobuf",
            "--otlp-headers-file", headers, "--trace-ratio", "0.001");
        Assert.Equal(
            new TelemetryOptions
            {
                Service = "eventedge-edge", Instance = "press-hall", Endpoint = new("https://collector:4318"),
                Protocol = TelemetryProtocol.Http,
                Headers = "x-key=secret,tenant=plant",
            },
            _bench.Edge!.Telemetry);
        Assert.Equal(0.001, _bench.Edge.TraceRatio);
        Assert.Contains(headers, _bench.Edge.SecretFiles);
    }

    [Fact]
    public async Task The_variables_of_the_standard_count_beneath_those_of_the_program()
    {
        _bench.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://standard:4317";
        _bench.Environment["OTEL_TRACES_SAMPLER_ARG"] = "0.5";
        await _bench.RunUntilAsync(_stopped, "up");
        Assert.Equal((new Uri("http://standard:4317"), 0.5), (_bench.Edge!.Telemetry.Endpoint, _bench.Edge.TraceRatio));

        _bench.Environment["EVENTEDGE__OTLP_ENDPOINT"] = "http://own:4317";
        await _bench.RunUntilAsync(_stopped, "cloud");
        Assert.Equal(new Uri("http://own:4317"), _bench.Cloud!.Telemetry.Endpoint);

        _bench.Environment.Remove("EVENTEDGE__OTLP_ENDPOINT");
        _bench.Environment["OTEL_SDK_DISABLED"] = "true";
        await _bench.RunUntilAsync(_stopped, "up");
        Assert.Null(_bench.Edge.Telemetry.Endpoint);
    }

    [Theory]
    [InlineData("--otlp-endpoint", "collector:4317", "is not an address")]
    [InlineData("--otlp-endpoint", "http://user:word@collector", "leave user and password out")]
    [InlineData("--otlp-protocol", "http/json", "is none of grpc, http/protobuf")]
    [InlineData("--trace-ratio", "2", "is not a number from 0 to 1")]
    [InlineData("--trace-ratio", "NaN", "is not a number from 0 to 1")]
    [InlineData("--otlp-headers-file", "/no/such", "cannot read /no/such")]
    public async Task What_cannot_be_is_refused(string flag, string value, string message)
    {
        Assert.Equal(2, await _bench.RunUntilAsync(_stopped, "up", flag, value));
        Assert.Contains(message, _bench.Error);
    }
}
