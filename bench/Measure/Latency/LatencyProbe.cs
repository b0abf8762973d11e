using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EventEdge.Measure.Latency;

/// <summary>
/// Open loop: each message has a moment at which it is due, whatever became of the ones before it, and its latency counts from that moment
/// to the arrival of its result. A system that stalls so pays for every message that was due meanwhile (no coordinated omission).
/// </summary>
internal sealed class LatencyProbe(LatencyOptions options)
{
    private const int Keys = 100;
    private const long StartDelay = 50_000_000;

    private readonly long[] _arrivals = new long[options.Messages];
    private long _start;

    /// <summary>Sends and listens; the histogram holds every message after the warm-up.</summary>
    /// <exception cref="InvalidOperationException">A result is missing.</exception>
    public LatencyHistogram Run()
    {
        using var listener = new MqttSocket(options.Port, $"probe-listener-{Environment.ProcessId}");
        using var sensor = new MqttSocket(options.Port, $"probe-sensor-{Environment.ProcessId}");
        listener.Subscribe(options.Listen);
        Exception? failure = null;
        var listening = new Thread(() =>
        {
            try
            {
                Listen(listener);
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        { Name = "listener" };
        listening.Start();
        new Thread(sensor.Drain) { Name = "acknowledgements", IsBackground = true }.Start();
        Send(sensor);
        listening.Join();
        if (failure is not null)
            throw new InvalidOperationException($"{_arrivals.Count(at => at == 0)} results are missing: {failure.Message}", failure);
        if (options.EachSecond) PrintEachSecond();
        return Evaluate(from: options.Rate * options.WarmUp, to: options.Messages);
    }

    private long DueAt(int message) => _start + (message * 1_000_000_000L / options.Rate);

    private void Send(MqttSocket sensor)
    {
        Pace.BePunctual();
        Volatile.Write(ref _start, Pace.Now + StartDelay);
        for (var n = 0; n < options.Messages; n++)
        {
            var packet = Packet(n);
            Pace.WaitUntil(DueAt(n));
            sensor.Send(packet);
        }
    }

    private byte[] Packet(int n)
    {
        var topic = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bench/{n % Keys}/temp"));
        var payload = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"device":"d{{n % Keys}}","n":{{n}},"temperature":95.5,"humidity":{{40 + (n % 20)}}}"""));
        byte[] id = options.Qos == 0 ? [] : [(byte)(((n % 65_535) + 1) >> 8), (byte)((n % 65_535) + 1)];
        var length = 2 + topic.Length + id.Length + payload.Length;
        if (length > 127) throw new InvalidOperationException("the packet needs a longer length field");
        return [(byte)(0x30 | (options.Qos << 1)), (byte)length, 0, (byte)topic.Length, .. topic, .. id, .. payload];
    }

    private void Listen(MqttSocket listener)
    {
        for (var left = options.Messages; left > 0; left--)
        {
            var payload = listener.ReceivePublish();
            var now = Pace.Now;
            var at = payload.IndexOf("\"n\":"u8);
            if (at < 0 || !Utf8Parser.TryParse(payload[(at + 4)..], out int n, out _))
                throw new InvalidOperationException($"a result without its number: {Encoding.UTF8.GetString(payload)}");
            if (_arrivals[n] == 0) _arrivals[n] = now;
        }
    }

    private void PrintEachSecond()
    {
        for (var second = 0; second < options.WarmUp + options.Seconds; second++)
        {
            var one = Evaluate(second * options.Rate, (second + 1) * options.Rate);
            Console.Error.WriteLine($"second {second}: p50 {one.Percentile(0.5) / 1000} us, p90 {one.Percentile(0.9) / 1000} us");
        }
    }

    private LatencyHistogram Evaluate(int from, int to)
    {
        var histogram = new LatencyHistogram();
        for (var n = from; n < to; n++) histogram.Add(_arrivals[n] - DueAt(n));
        return histogram;
    }
}
