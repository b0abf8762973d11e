using EventEdge.Hosting.Metrics;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Hosting.Tests.Metrics;

public sealed class ObservedMeterTests : IDisposable
{
    private readonly string _name = $"Test.{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _time = new();
    private readonly MeterReadings _readings;
    private readonly ObservedMeter<Tank> _meter;
    private Tank _tank = new(3, Level.Full);
    private int _looks;

    public ObservedMeterTests()
    {
        _readings = new(_name);
        _meter = new ObservedMeter<Tank>(_name, _readings.Scope, Look, _time)
            .Counter("litres_total", "Litres.", tank => tank.Litres)
            .Gauge("litres", "Litres now.", tank => tank.Litres)
            .States("tank_state", "The state.", tank => tank.Level);
    }

    private enum Level
    {
        Empty,
        Full,
    }

    private ExpositionFormat Page => ExpositionFormat.Parse(_readings.ToPage());

    public void Dispose()
    {
        _meter.Dispose();
        _readings.Dispose();
    }

    [Fact]
    public void One_page_is_of_one_moment()
    {
        var page = Page;
        Assert.Equal((3, 3, 1), (page.Value("litres_total"), page.Value("litres"), _looks));
    }

    [Fact]
    public void The_next_page_is_of_the_next_moment()
    {
        _ = Page;
        _tank = _tank with { Litres = 4 };
        Assert.Equal(4, Page.Value("litres"));
    }

    [Fact]
    public void Counters_and_gauges_are_told_apart()
    {
        Assert.Equal([("litres", "gauge"), ("litres_total", "counter"), ("tank_state", "gauge")], Page.Families);
    }

    [Fact]
    public void One_state_holds_and_the_others_do_not()
    {
        var page = Page;
        Assert.Equal((1, 0), (page.Value("tank_state", ("state", "full")), page.Value("tank_state", ("state", "empty"))));
    }

    [Fact]
    public void Whoever_else_reads_gets_a_state_of_at_most_a_second_ago()
    {
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == _name) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.Start();
        listener.RecordObservableInstruments();
        listener.RecordObservableInstruments();
        Assert.Equal(1, _looks);
        _time.Advance(TimeSpan.FromSeconds(1));
        listener.RecordObservableInstruments();
        Assert.Equal(2, _looks);
    }

    [Fact]
    public void A_family_that_has_nothing_to_tell_is_left_out()
    {
        _meter.Gauges("wells", "Wells.", _ => []);
        Assert.DoesNotContain(Page.Families, family => family.Name == "wells");
    }

    [Fact]
    public void What_cannot_be_read_leaves_the_rest_of_the_page()
    {
        _meter.Gauges("broken", "Broken.", _ => throw new IOException("not now"));
        Assert.Equal(["litres", "litres_total", "tank_state"], Page.Families.Select(family => family.Name));
    }

    [Fact]
    public void Another_scope_is_read_once_it_is_included()
    {
        using var part = new MeterReadings(_name);
        using var wells = new ObservedMeter<Tank>(_name, part.Scope, Look, _time).Gauge("wells", "Wells.", _ => 7);
        Assert.DoesNotContain(Page.Families, family => family.Name == "wells");
        _readings.Include(part.Scope);
        Assert.Equal(7, Page.Value("wells"));
    }

    private Tank Look()
    {
        _looks++;
        return _tank;
    }

    private sealed record Tank(double Litres, Level Level);
}
