using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

public sealed class ArrivalForecastTests : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nothing_is_said_before_enough_was_seen()
    {
        var forecast = new ArrivalForecast();
        Assert.Equal(WarmAdvice.Unknown, forecast.Advise(Monday, Idle));
        var now = Calls(forecast, Monday, TimeSpan.FromHours(1), 2);
        Assert.Equal(WarmAdvice.Unknown, forecast.Advise(now.AddMinutes(30), Idle));
    }

    [Theory]
    [InlineData(30, "Cool")]
    [InlineData(57, "Warm")]
    [InlineData(61, "Warm")]
    [InlineData(180, "Cool")]
    public void A_regular_call_is_waited_for_when_it_is_due(double minutes, string advice)
    {
        var forecast = new ArrivalForecast();
        var now = Calls(forecast, Monday, TimeSpan.FromHours(1), 12);
        Assert.Equal(advice, forecast.Advise(now.AddMinutes(minutes), Idle).ToString());
    }

    [Fact]
    public void A_burst_keeps_its_instance_between_calls_and_lets_it_go_afterwards()
    {
        var forecast = new ArrivalForecast();
        var now = Monday;
        for (var burst = 0; burst < 6; burst++) now = Calls(forecast, Monday.AddHours(burst), TimeSpan.FromSeconds(3), 50);
        Assert.Equal(WarmAdvice.Warm, forecast.Advise(now.AddSeconds(2), Idle));
        Assert.Equal(WarmAdvice.Cool, forecast.Advise(now.AddMinutes(20), Idle));
    }

    [Fact]
    public void A_longer_idle_time_makes_a_cold_start_worth_more()
    {
        var forecast = new ArrivalForecast();
        // Two hours or four, as it comes.
        var now = Monday;
        for (var i = 0; i < 12; i++) now = Calls(forecast, now.AddHours(i % 2 == 0 ? 2 : 4), TimeSpan.Zero, 1);
        var due = now.AddMinutes(115);
        Assert.Equal(WarmAdvice.Warm, forecast.Advise(due, TimeSpan.FromMinutes(10)));
        Assert.Equal(WarmAdvice.Cool, forecast.Advise(due, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_clock_that_was_set_back_says_nothing_and_breaks_nothing()
    {
        var forecast = new ArrivalForecast();
        var now = Calls(forecast, Monday, TimeSpan.FromHours(1), 12);
        Assert.Equal(WarmAdvice.Unknown, forecast.Advise(now.AddDays(-2), Idle));
        Assert.Null(forecast.Arrive(now.AddDays(-2)));
        forecast.Rest(now.AddDays(-2));
        Assert.NotEqual(WarmAdvice.Warm, forecast.Advise(now.AddDays(-1), Idle));
    }

    [Fact]
    public void A_restart_remembers_and_a_damaged_file_only_forgets()
    {
        var options = new ScalingOptions { ForecastFile = _directory.File("arrivals") };
        var binding = Binding();
        DateTimeOffset now;
        using (var first = new NodeScaling(options, new FakeTimeProvider()))
            now = Calls(first.ContextOf(binding, 0, 0).Forecast, Monday, TimeSpan.FromHours(1), 12);

        using (var second = new NodeScaling(options, new FakeTimeProvider()))
            Assert.Equal(WarmAdvice.Warm, second.ContextOf(binding, 0, 0).Forecast.Advise(now.AddMinutes(57), Idle));

        var bytes = File.ReadAllBytes(options.ForecastFile!);
        bytes[^1] ^= 1;
        File.WriteAllBytes(options.ForecastFile!, bytes);
        using var third = new NodeScaling(options, new FakeTimeProvider());
        Assert.Equal(WarmAdvice.Unknown, third.ContextOf(binding, 0, 0).Forecast.Advise(now.AddMinutes(57), Idle));
    }

    [Fact]
    public void A_binding_that_can_never_fit_is_refused() => Assert.Equal(
        "an instance takes 64MiB, and all functions together may take 32MiB (--function-memory)",
        Assert.Throws<FunctionUnusableException>(
            () => new NodeScaling(new() { Memory = 32 << 20 }, new FakeTimeProvider()).ContextOf(Binding(), 64 << 20, 1)).Message);

    private static BindingConfig Binding() =>
        BindingsFile.Parse("bindings: [{ name: b, trigger: { mqtt: t }, function: { process: cat } }]", "b.yaml").Config!.Bindings[0];

    /// <summary>So many calls, each a moment long; when the last one ended.</summary>
    private static DateTimeOffset Calls(ArrivalForecast forecast, DateTimeOffset from, TimeSpan pause, int count)
    {
        var now = from;
        for (var i = 0; i < count; i++)
        {
            now = from + (pause * i);
            forecast.Arrive(now);
            forecast.Rest(now);
        }

        return now;
    }
}
